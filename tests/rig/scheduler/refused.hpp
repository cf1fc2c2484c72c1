#pragma once
#include <windows.h>

/// What a method of the stand-in answers instead of S_OK.
namespace scheduler {

class Refused {
 public:
  explicit Refused(HRESULT code) : code_(code) {}
  static Refused win32(DWORD code) { return Refused(HRESULT_FROM_WIN32(code)); }

  HRESULT code() const { return code_; }

 private:
  HRESULT code_;
};

// Of "Task Scheduler Error and Success Constants", where mingw's winerror.h ends or has them only in part.
inline constexpr HRESULT kUnexpectedNode = static_cast<HRESULT>(0x80041316);
inline constexpr HRESULT kNamespace = static_cast<HRESULT>(0x80041317);
inline constexpr HRESULT kInvalidValue = static_cast<HRESULT>(0x80041318);
inline constexpr HRESULT kMissingNode = static_cast<HRESULT>(0x80041319);
inline constexpr HRESULT kMalformedXml = static_cast<HRESULT>(0x8004131A);
inline constexpr HRESULT kAlreadyRunning = static_cast<HRESULT>(0x8004131F);
inline constexpr HRESULT kTaskDisabled = static_cast<HRESULT>(0x80041326);
inline constexpr HRESULT kStartOnDemand = static_cast<HRESULT>(0x80041328);
inline constexpr DWORD kTaskRunning = 0x00041301;
inline constexpr DWORD kTaskHasNotRun = 0x00041303;
inline constexpr DWORD kTaskTerminated = 0x00041306;
inline constexpr HRESULT kTaskNotRunning = static_cast<HRESULT>(0x8004130B);

}  // namespace scheduler
