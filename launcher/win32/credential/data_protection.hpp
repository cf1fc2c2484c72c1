#pragma once

#include <string>
#include <string_view>

#include "launcher/base/failure.hpp"
#include "launcher/text/secret.hpp"

/// Encryption with a key of this machine (DPAPI). Every account of the machine can decrypt what it can read
/// (CryptProtectData's page, CRYPTPROTECT_LOCAL_MACHINE), so the access list of a file still decides; but a
/// copy of the file elsewhere, in a backup for one, is worth nothing.
namespace launcher::win32 {

SystemResult protect_for_machine(const Secret& text, std::string& bytes);
SystemResult unprotect_for_machine(std::string_view bytes, Secret& text);

}  // namespace launcher::win32
