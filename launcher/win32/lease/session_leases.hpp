#pragma once

#include <windows.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "launcher/lease/lease_store.hpp"
#include "launcher/win32/system/handle.hpp"

/// The leases and records of this logon session, or of the two linked sessions of an administrator when
/// EnableLinkedConnections gives them the same letters.
namespace launcher::win32 {

/// A lease is a file that nobody else can open and that goes with its last handle (FILE_FLAG_DELETE_ON_CLOSE,
/// CreateFileW's page), in a folder below %LOCALAPPDATA% that only this account, SYSTEM and Administrators
/// can change. So is the session's lock. Records are values of a volatile key of the account's hive, which
/// ends when the hive is unloaded, and so at the latest with the boot, as the drives do (RegCreateKeyExW's
/// page, REG_OPTION_VOLATILE). An account whose profile is not loaded has no such hive, and no leases. No named kernel
/// objects: others in session 0 could create them first.
class SessionLeases : public LeaseStore {
 public:
  std::unique_ptr<LeaseTransaction> lock(const std::string& key) override;
  LeaseState peek(const std::string& key) override;

  /// Gives the process a handle of every lease there is now, so that they live as long as it does. Call it
  /// before the process runs. Throws Error.
  void share_with(HANDLE process);

 private:
  class FileLease;
  class Transaction;

  const std::string& session();
  /// Of this session, whether it is there or not.
  std::string folder_path();
  /// The same, below folders that are there now and held.
  const std::string& folder();
  enum class Parents { as_they_are, made };
  /// Holds the folders above that of the session until the process ends: nobody puts a link in their place.
  /// False: they are not there.
  bool hold_parents(Parents what);
  /// One for all sessions of the account, never removed: a lock on a file that is being removed locks nobody
  /// out.
  std::string lock_file();

  /// The ids of all leases that live.
  std::vector<std::string> find_leases(const std::string& key);
  bool holds_a_lease();
  bool is_own(const std::string& id);

  std::mutex mutex_;
  std::string session_;
  std::string folder_;
  UniqueHandle product_folder_;
  UniqueHandle leases_folder_;
  std::map<std::string, HANDLE> own_;  ///< the leases of this process by their ids
};

}  // namespace launcher::win32
