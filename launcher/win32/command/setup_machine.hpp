#pragma once

#include "launcher/command/setup.hpp"

namespace launcher::win32 {

/// This machine: the known folder %ProgramData%, and the registry.
class LocalSetupMachine : public SetupMachine {
 public:
  bool is_elevated() override;
  std::string path_of(ProtectedFolder folder) override;
  FolderAction look_at(ProtectedFolder folder) override;
  void make(ProtectedFolder folder) override;
  void protect(ProtectedFolder folder) override;
  std::string move_aside(ProtectedFolder folder) override;
  void register_event_source() override;
  void remove_event_source() override;
};

/// The folder that setup makes for the logs of elevated runs.
std::string protected_log_folder();

}  // namespace launcher::win32
