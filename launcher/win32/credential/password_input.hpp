#pragma once

#include "launcher/credential/credential_store.hpp"

namespace launcher::win32 {

/// The console, where standard input is one; else all of standard input.
class StandardPasswordInput : public PasswordInput {
 public:
  Secret read(const std::string& prompt) override;
};

}  // namespace launcher::win32
