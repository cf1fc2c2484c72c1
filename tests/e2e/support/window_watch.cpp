#include "support/window_watch.hpp"

#include <algorithm>

#include "support/text.hpp"
#include "support/windows_of.hpp"

namespace e2e {

WindowWatch::WindowWatch() {
  for (const WindowOf& window : list_windows()) {
    if (window.visible) before_.push_back(window.handle);
  }
  thread_ = std::thread([this] {
    while (!stop_) {
      look();
      Sleep(2);
    }
  });
}

WindowWatch::~WindowWatch() {
  stop_ = true;
  thread_.join();
}

std::vector<SeenWindow> WindowWatch::seen() {
  look();
  const std::scoped_lock lock(mutex_);
  std::vector<SeenWindow> windows;
  for (const auto& [handle, window] : seen_)
    windows.push_back(window);
  return windows;
}

void WindowWatch::look() {
  for (const WindowOf& window : list_windows()) {
    if (!window.visible || std::find(before_.begin(), before_.end(), window.handle) != before_.end())
      continue;
    const std::scoped_lock lock(mutex_);
    seen_.try_emplace(window.handle,
                      SeenWindow{.process = window.process, .class_name = narrow(window.class_name)});
  }
}

}  // namespace e2e
