#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "launcher/network/network.hpp"

/// The drive letters of this logon session, and those that every session sees.
namespace launcher::win32 {

class DriveLetters : public Letters {
 public:
  DriveLetters();
  LetterUse query(DriveLetter letter) override;
  LetterUse query_holder(DriveLetter letter) override;
  /// What this account's profile reconnects at its next logon (HKCU\Network).
  std::string query_remembered(DriveLetter letter) override;
  bool is_share_connected(const UncPath& path) override;
  std::vector<std::string> connections_without_letter() override;
  /// The UNC paths this session has connected without a letter, as far as that can be seen.
  std::vector<std::string> connected_shares();

 private:
  std::vector<std::uint64_t> own_sessions_;
};

}  // namespace launcher::win32
