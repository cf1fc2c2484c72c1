#pragma once

#include <array>

namespace launcher {

/// The folders of this product on a machine, each with its own protected access control list
/// (win32/security/product_folder). An elevated run uses none that others could change.
enum class ProtectedFolder {
  product,      ///< %ProgramData%\DriveLaunch: administrators change it, everybody reads drives.ini
  logs,         ///< administrators only
  credentials,  ///< administrators only; who is allowed a credential reads that one file
  tasks,        ///< administrators only: definitions of tasks as they were before taskxml changed them
  probes,       ///< administrators only; the account of a probe writes that one file
};

/// All of them; each after the one it is in.
inline constexpr std::array kProtectedFolders{ProtectedFolder::product, ProtectedFolder::logs,
                                              ProtectedFolder::credentials, ProtectedFolder::tasks,
                                              ProtectedFolder::probes};

}  // namespace launcher
