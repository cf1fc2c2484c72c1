#pragma once

#include <windows.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace e2e {

struct SeenWindow {
  DWORD process = 0;
  std::string class_name;
};

/// Looks all the time which visible windows this desktop has that were not there when the object was made.
class WindowWatch {
 public:
  WindowWatch();
  ~WindowWatch();
  WindowWatch(const WindowWatch&) = delete;
  WindowWatch& operator=(const WindowWatch&) = delete;

  /// Those seen so far, also if they are gone by now; with one more look.
  std::vector<SeenWindow> seen();

 private:
  void look();

  std::mutex mutex_;
  std::map<HWND, SeenWindow> seen_;
  std::vector<HWND> before_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace e2e
