#include "taskxml/source/live_tasks.hpp"

#include <memory>
#include <string>

#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "taskxml/win32/backup_folder.hpp"
#include "taskxml/win32/password_source.hpp"
#include "taskxml/win32/probe_outputs.hpp"
#include "taskxml/win32/stop_signal.hpp"
#include "taskxml/win32/task_scheduler.hpp"

namespace taskxml {
namespace {

class WindowsLiveTasks : public LiveTasks {
 public:
  TaskStore& store() override {
    if (!store_) {
      // COM loads DLLs, and this may be elevated in a folder that others have put some into.
      launcher::win32::restrict_dll_search();
      store_ = connect_to_task_scheduler();
    }
    return *store_;
  }

  bool is_elevated() override { return launcher::win32::is_elevated(); }

  std::string account_name(const std::string& account) override {
    if (!account.starts_with("S-1-")) return account;
    std::string name = launcher::win32::find_account_name(account);
    return name.empty() ? account : name;
  }

  std::unique_ptr<BackupFolder> open_backups(const std::string& folder) override {
    return open_backup_folder(folder);
  }
  std::unique_ptr<ProbeOutputs> open_probe_outputs() override { return open_probe_outputs_folder(); }
  std::unique_ptr<StopSignal> watch_for_stop() override { return make_stop_signal(); }
  PasswordSource& passwords() override { return passwords_; }

 private:
  std::unique_ptr<TaskStore> store_;
  StandardPasswordSource passwords_;
};

}  // namespace

LiveTasks* live_tasks() {
  static WindowsLiveTasks machine;
  return &machine;
}

}  // namespace taskxml
