#pragma once

#include "launcher/command/setup.hpp"

namespace launcher::win32 {

/// This machine: the known folder %ProgramData%, and the registry.
class LocalSetupMachine : public SetupMachine {
 public:
  bool is_elevated() override;
  std::string path_of(SetupFolder folder) override;
  FolderAction look_at(SetupFolder folder) override;
  void make(SetupFolder folder) override;
  void protect(SetupFolder folder) override;
  std::string move_aside(SetupFolder folder) override;
  void register_event_source() override;
  void remove_event_source() override;
};

/// The folder that setup makes for the logs of elevated runs.
std::string protected_log_folder();

}  // namespace launcher::win32
