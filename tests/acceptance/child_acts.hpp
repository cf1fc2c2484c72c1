#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What a child does in its session besides looking, in the order of its words. What it makes goes when the child
/// ends by itself.
///
///   connect=L:\\server\share   connects that drive, as any program does that knows nothing of the launcher
///   remember=L:\\server\share  lets the profile of its account remember the letter for that path
///   hold=FILE          keeps the file open
///   cancel=L:          disconnects the letter, not by force
///   print=yes          writes kPrinted to its standard output and kPrintedErrors to its standard error
///   start=yes          tells what it was started with: handles, environment, priority class, show state
///   leave=FILE         starts this program once more, which waits for the file and outlives the child
///   breakaway=yes      starts a process that asks to leave the job of the child
///   windows=yes        counts the windows of its parent
///   window=yes         has a window of its own
///   end-session=yes    sends the windows of its parent what Windows sends when the machine is shut down
namespace acceptance {

struct ChildAct {
  std::string name;
  std::string value;  ///< without quotes
};

/// What `print` writes.
inline constexpr std::string_view kPrinted = "to standard output: \xC3\xA4 \xE6\xBC\xA2\r\n";
inline constexpr std::string_view kPrintedErrors = "to standard error\r\n";

bool is_child_act(std::string_view name);

class ChildActs {
 public:
  explicit ChildActs(std::vector<ChildAct> acts) : acts_(std::move(acts)) {}
  ~ChildActs();
  ChildActs(const ChildActs&) = delete;
  ChildActs& operator=(const ChildActs&) = delete;

  /// Does them. What they came to, by name: mostly the Win32 code of the call, "0" where it succeeded.
  std::map<std::string, std::string> begin();
  /// What is to be done after the report was written.
  void go_on();

 private:
  std::vector<ChildAct> acts_;
  std::vector<std::function<void()>> undo_;
};

/// A process of this program that waits for the file `release`; its number. 0: it could not be started.
std::uint32_t start_copy(const std::string& report, const std::string& release);

}  // namespace acceptance
