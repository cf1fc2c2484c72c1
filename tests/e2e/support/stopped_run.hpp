#pragma once

#include <string>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/owned_handle.hpp"
#include "support/rig.hpp"

namespace e2e {

/// A run of one of the two programs that is to be stopped, with a drive and files by which its program tells
/// how it fares.
class StoppedRun {
 public:
  /// `launcher`: the path of drivelaunch or drivelaunchw.
  explicit StoppedRun(const std::string& launcher) : launcher_(launcher) {}

  const std::string& ready() const { return ready_; }
  const std::string& saved() const { return saved_; }
  const std::string& end() const { return end_; }
  bool has_saved() const { return exists(saved_); }
  bool drive_is_there() const { return drive_.is_there(); }
  std::string drive_option() const { return drive_.option(folder_.unc()); }
  /// Empty: there is none yet.
  std::string log() const { return exists(log_) ? read_file(log_) : std::string(); }
  /// The process id of its program, as the log has it.
  DWORD program_id() const;
  void wait_until_ready() const;
  /// The program takes no notice of being stopped, and is now let end by itself.
  void let_end() const { write_file(end_, ""); }

  /// On a console of its own without a window. `program` is what the functions below give.
  ProcessRequest request(const std::string& options, const std::string& program) const;

  std::string saving_window() const;        ///< at WM_CLOSE it saves and ends with 21
  std::string ignoring_window() const;      ///< 22, only when it is let end
  std::string saving_console() const;       ///< at Ctrl-Break it saves and ends with 23
  std::string ignoring_console() const;     ///< 24, only when it is let end
  std::string careless_console() const;     ///< the same, but it does not know of Ctrl-Break
  std::string ending_console() const;       ///< at the end of console or session it saves and ends with 25
  std::string interrupted_console() const;  ///< at Ctrl-C it saves and ends with 26

 private:
  std::string act_until_let_end(const std::string& verbs) const;

  std::string launcher_;
  TemporaryFolder temporary_;
  ShareFolder folder_;
  FreeLetter drive_;
  std::string ready_ = temporary_.file("ready");
  std::string saved_ = temporary_.file("saved");
  std::string end_ = temporary_.file("end");
  std::string log_ = temporary_.file("log");
};

}  // namespace e2e
