#pragma once

/// How `start_many` and the programs that it starts find each other.
namespace bench {

inline constexpr const wchar_t* kArrived = L"drivelaunch-bench-arrived";  ///< a semaphore: how many run
inline constexpr const wchar_t* kGoOn = L"drivelaunch-bench-go-on";       ///< an event: all of them run

}  // namespace bench
