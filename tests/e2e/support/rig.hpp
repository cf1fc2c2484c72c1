#pragma once

#include <doctest/doctest.h>

#include <string>

/// Where the tests find a share: with-rig.sh sets the variables, or whoever runs them on Windows. There the
/// server may be the machine's own, and what only the rig can play is skipped.
namespace e2e {

/// Why the test cannot run here; empty when it can. On Windows one variable or the other may be missing;
/// under Wine nothing is ever skipped: there with-rig.sh gives everything, and what asks for a missing
/// variable throws.
std::string why_no_share();
std::string why_no_rig();

/// The share: `\\fs01\backup` (DRIVELAUNCH_TEST_UNC).
std::string share_unc();
/// Its server: `fs01`.
std::string share_server();
/// A path of the same folder that does not go through the server (DRIVELAUNCH_TEST_FOLDER).
std::string share_folder();
/// The file that has a line for every login (DRIVELAUNCH_TEST_LOGINS).
std::string logins_file();
/// The fault plan (DRIVELAUNCH_TEST_FAULTS).
std::string faults_file();
bool is_wine();

/// A new empty folder on the share that goes with the object. Other tests hold no file open in it.
class ShareFolder {
 public:
  /// `name` is part of the folder's name.
  explicit ShareFolder(const std::string& name = "test");
  ~ShareFolder();
  ShareFolder(const ShareFolder&) = delete;
  ShareFolder& operator=(const ShareFolder&) = delete;

  std::string unc() const { return share_unc() + "\\" + name_; }
  /// The path that does not go through the server.
  std::string path() const { return share_folder() + "\\" + name_; }
  std::string file(const std::string& name) const { return path() + "\\" + name; }

 private:
  std::string name_;
};

}  // namespace e2e

/// Ends the test case and says why, where there is no share to test with.
#define NEEDS_SHARE() E2E_NEEDS(e2e::why_no_share())
/// The same for what only the rig can play: its other servers, and faults.
#define NEEDS_RIG() E2E_NEEDS(e2e::why_no_rig())
#define E2E_NEEDS(why_not)                                     \
  do {                                                         \
    if (const std::string reason = why_not; !reason.empty()) { \
      MESSAGE("skipped: ", reason);                            \
      return;                                                  \
    }                                                          \
  } while (false)
