#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// The top-level windows of a process that is on the desktop of this one.
namespace acceptance {

struct ProcessWindow {
  void* handle = nullptr;  ///< HWND
  bool is_visible = false;
  std::string class_name;
};

/// Without those of the input method, which Windows makes beside the first window of a thread.
std::vector<ProcessWindow> list_windows(std::uint32_t process);

/// Waits until it has one, at most 3 s: the launcher makes its window when PROGRAM has run for 0.1 s.
std::vector<ProcessWindow> wait_for_windows(std::uint32_t process);

/// To each of them WM_QUERYENDSESSION and WM_ENDSESSION, as the pages of the two say of a shutdown. Does not wait
/// for what they do.
void send_end_of_session(std::uint32_t process);

/// A window of this process as long as the object lives, shown as the process was asked to show its first one.
class ShownWindow {
 public:
  ShownWindow();
  ~ShownWindow();
  ShownWindow(const ShownWindow&) = delete;
  ShownWindow& operator=(const ShownWindow&) = delete;

  bool is_visible() const;

 private:
  void* window_;
};

}  // namespace acceptance
