#pragma once

#include <string>

#include "launcher/program/association.hpp"

namespace launcher::win32 {

/// What Windows opens files of this extension with for this account: what it has chosen itself comes first
/// (AssocQueryStringW).
Association find_own_association(const std::string& extension);

/// What the machine opens them with, HKEY_LOCAL_MACHINE\Software\Classes alone: HKEY_CLASSES_ROOT, which
/// AssocQueryStringW reads, is that merged with the account's own, which win ("HKEY_CLASSES_ROOT Key"), and so
/// are variables of the environment.
Association find_machine_association(const std::string& extension);

}  // namespace launcher::win32
