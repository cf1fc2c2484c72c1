#pragma once

#include "launcher/credential/login_record.hpp"

namespace launcher::win32 {

/// What logins came to, in the file beside each credential. The turn is a lock on a byte far behind its end,
/// so that it goes with the process that holds it, however that ends.
class MachineLoginRecords : public LoginRecords {
 public:
  std::unique_ptr<LoginTurn> try_take_turn(const std::string& credential) override;
  std::string read(const std::string& credential) override;
  SystemResult write(const std::string& credential, const std::string& record) override;
};

}  // namespace launcher::win32
