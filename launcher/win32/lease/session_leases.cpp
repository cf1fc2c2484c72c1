#include "launcher/win32/lease/session_leases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/logon_session.hpp"
#include "launcher/win32/security/own_hive.hpp"
#include "launcher/win32/security/protected_folder.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// Below %LOCALAPPDATA%.
constexpr const char* kLeasesFolder = "\\DriveLaunch\\leases";
constexpr const wchar_t* kProductKey = L"Software\\DriveLaunch";
constexpr const wchar_t* kRecordsKey = L"Software\\DriveLaunch\\Sessions";

[[noreturn]] void fail(const std::string& what, const std::string& subject, const SystemResult& result) {
  throw Error(describe_system_failure(
      what, subject, result,
      R"(Check that the account of the task may write to %LOCALAPPDATA%\DriveLaunch and to HKCU\Software\DriveLaunch, )"
      R"(and that its profile is loaded: whoami /user, reg query HKU)"));
}

UniqueKey create_key(HKEY parent, const std::wstring& name, DWORD options) {
  HKEY key = nullptr;
  const LSTATUS code = RegCreateKeyExW(parent, name.c_str(), 0, nullptr, options,
                                       KEY_READ | KEY_WRITE | DELETE, nullptr, &key, nullptr);
  if (code != ERROR_SUCCESS) {
    fail("cannot keep leases", wtf8_from_wide(name),
         make_result(static_cast<DWORD>(code), "RegCreateKeyExW"));
  }
  return UniqueKey(key);
}

/// Empty when there is none.
UniqueKey open_key(HKEY parent, const std::wstring& name) {
  HKEY key = nullptr;
  const LSTATUS code = RegOpenKeyExW(parent, name.c_str(), 0, KEY_READ | KEY_WRITE | DELETE, &key);
  if (code != ERROR_SUCCESS && code != ERROR_FILE_NOT_FOUND) {
    fail("cannot keep leases", wtf8_from_wide(name), make_result(static_cast<DWORD>(code), "RegOpenKeyExW"));
  }
  return UniqueKey(key);
}

UniqueKey open_hive() {
  UniqueKey hive;
  const SystemResult result = open_own_hive(KEY_READ | KEY_WRITE, hive);
  if (!result.succeeded()) fail("cannot keep leases", "HKEY_USERS\\" + query_own_sid(), result);
  return hive;
}

/// The record of a key of the lease store; nothing where there is none, and for a text that is none.
std::optional<LeaseRecord> read_record(HKEY records, const std::string& key) {
  std::wstring text(4096, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  const LSTATUS code =
      RegGetValueW(records, nullptr, to_wide(key).c_str(), RRF_RT_REG_SZ, nullptr, text.data(), &size);
  if (code == ERROR_FILE_NOT_FOUND) return std::nullopt;
  if (code != ERROR_SUCCESS)
    fail("cannot read the record of", key, make_result(static_cast<DWORD>(code), "RegGetValueW"));
  text.resize(text.find(L'\0'));
  return parse_record(wtf8_from_wide(text));
}

std::wstring records_name_of(const std::string& session) {
  return std::wstring(kRecordsKey) + L"\\" + to_wide(session);
}

/// A file for us alone that goes when its last handle does.
UniqueHandle open_own_file(const std::string& path, DWORD disposition) {
  return open_path_alone(path, DELETE | SYNCHRONIZE, disposition,
                         FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_OPEN_REPARSE_POINT);
}

/// Somebody has it open, or had it until this very moment.
bool is_held_by_others(DWORD code) {
  return code == ERROR_SHARING_VIOLATION || code == ERROR_ACCESS_DENIED || code == ERROR_DELETE_PENDING;
}

/// Only a file that is not there is nobody's for certain (G5).
bool is_missing(DWORD code) {
  return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
}

/// A lease that has ended, whose file somebody still looks into: a virus scanner. Its holder is not there any
/// more, but there is no telling for how long (DeleteFileW's page: until the last handle is closed).
bool is_going(DWORD code) {
  return code == ERROR_ACCESS_DENIED || code == ERROR_DELETE_PENDING;
}

bool is_lease_held(const std::string& folder, const std::string& id) {
  constexpr std::chrono::milliseconds kTimeOfAScanner{200};
  const auto end = std::chrono::steady_clock::now() + kTimeOfAScanner;
  for (;;) {
    // A file that can be opened is nobody's: left behind when the machine lost its power. Now it goes.
    const UniqueHandle file = open_own_file(folder + "\\" + id, OPEN_EXISTING);
    if (file) return false;
    const DWORD code = GetLastError();
    if (!is_going(code) || std::chrono::steady_clock::now() >= end) return !is_missing(code);
    Sleep(20);
  }
}

[[noreturn]] void fail_to_list(const std::string& folder, const SystemResult& result) {
  fail("cannot find out who still needs a drive", folder, result);
}

/// The same, and the file stays whatever it is.
bool is_lease_file_open(const std::string& folder, const std::string& id) {
  const UniqueHandle file = open_path_alone(folder + "\\" + id, DELETE | SYNCHRONIZE, OPEN_EXISTING,
                                            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT);
  return !file && !is_missing(GetLastError());
}

/// How long the folder may take to go when its last user has removed it while somebody else looked into it: a
/// launcher that waits, or a virus scanner.
constexpr std::chrono::seconds kTimeToGo{1};

/// The first of the files, or nothing and why.
UniqueSearch find_first(const std::string& pattern, WIN32_FIND_DATAW& found, SystemResult& result) {
  const auto end = std::chrono::steady_clock::now() + kTimeToGo;
  for (;;) {
    UniqueSearch search = make_search(FindFirstFileW(to_wide(pattern).c_str(), &found));
    if (search) return search;
    result = last_result("FindFirstFileW");
    if (!is_held_by_others(result.code) || std::chrono::steady_clock::now() >= end) return {};
    Sleep(20);
  }
}

/// The names of the files, whoever holds them. Throws Error when they cannot be listed: no name would mean
/// that nobody needs the drive any more.
std::vector<std::string> list_files(const std::string& folder, const std::string& key) {
  std::vector<std::string> names;
  WIN32_FIND_DATAW found{};
  SystemResult result;
  const UniqueSearch search = find_first(folder + "\\" + key + ".*", found, result);
  if (!search) {
    if (is_missing(result.code)) return names;
    fail_to_list(folder, result);
  }
  do {
    names.push_back(wtf8_from_wide(found.cFileName));
  } while (FindNextFileW(search.get(), &found) != 0);
  const SystemResult end = last_result("FindNextFileW");
  if (end.code != ERROR_NO_MORE_FILES) fail_to_list(folder, end);
  return names;
}

}  // namespace

class SessionLeases::FileLease : public Lease {
 public:
  FileLease(SessionLeases& store, std::string id, UniqueHandle file)
      : store_(store), id_(std::move(id)), file_(std::move(file)) {
    const std::scoped_lock lock(store_.mutex_);
    store_.own_[id_] = file_.get();
  }
  ~FileLease() override {
    const std::scoped_lock lock(store_.mutex_);
    store_.own_.erase(id_);
    file_.reset();
  }
  const std::string& id() const override { return id_; }

 private:
  SessionLeases& store_;
  std::string id_;
  UniqueHandle file_;
};

class SessionLeases::Transaction : public LeaseTransaction {
 public:
  Transaction(SessionLeases& store, std::string key)
      : store_(store),
        key_(std::move(key)),
        folder_(store_.folder()),
        records_name_(records_name_of(store_.session())),
        lock_(take_lock()),
        hive_(open_hive()) {
    // The last launcher may have removed it; not while a lease of ours is in it.
    if (!store_.holds_a_lease()) held_folder_ = make_protected_folder(folder_);
    records_ = open_key(hive_.get(), records_name_);
    if (records_) return;
    create_key(hive_.get(), kProductKey, REG_OPTION_NON_VOLATILE);
    create_key(hive_.get(), kRecordsKey, REG_OPTION_VOLATILE);
    records_ = create_key(hive_.get(), records_name_, REG_OPTION_VOLATILE);
  }

  ~Transaction() override {
    // An empty key of a session that has ended would stay until the next boot.
    if (!has_written_) remove_empty_key();
    held_folder_.reset();
    // Fails while there are leases in it.
    if (!store_.holds_a_lease()) RemoveDirectoryW(to_wide(folder_).c_str());
  }

  std::optional<LeaseRecord> read() override { return read_record(records_.get(), key_); }

  void apply(const RecordChange& change) override {
    const std::wstring name = to_wide(key_);
    LSTATUS code = ERROR_SUCCESS;
    if (change.kind == RecordChange::Kind::write) {
      const std::wstring text = to_wide(format_record(change.record));
      code =
          RegSetValueExW(records_.get(), name.c_str(), 0, REG_SZ, reinterpret_cast<const BYTE*>(text.c_str()),
                         static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
      has_written_ = true;
    } else if (change.kind == RecordChange::Kind::erase) {
      code = RegDeleteValueW(records_.get(), name.c_str());
      if (code == ERROR_FILE_NOT_FOUND) code = ERROR_SUCCESS;
      has_written_ = false;
    }
    if (code != ERROR_SUCCESS)
      fail("cannot change the record of", key_, make_result(static_cast<DWORD>(code), "RegSetValueExW"));
  }

  std::vector<std::string> list_leases() override { return store_.find_leases(key_); }

  std::unique_ptr<Lease> create_lease() override {
    static std::atomic<unsigned> count = 0;
    // The time makes it differ from those of an earlier process with the same number.
    const std::string id =
        fmt::format("{}.{}-{}-{:x}", key_, GetCurrentProcessId(), ++count, GetTickCount64());
    UniqueHandle file = open_own_file(folder_ + "\\" + id, CREATE_NEW);
    if (!file) fail("cannot take a lease", folder_ + "\\" + id, last_result("CreateFileW"));
    return std::make_unique<FileLease>(store_, id, std::move(file));
  }

 private:
  void remove_empty_key() {
    DWORD values = 1;
    RegQueryInfoKeyW(records_.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &values, nullptr,
                     nullptr, nullptr, nullptr);
    records_.reset();
    if (values == 0) RegDeleteKeyW(hive_.get(), records_name_.c_str());
  }

  /// Windows hands a lock to those who wait in their order, and frees it when its holder dies (LockFileEx's
  /// page). It is held only briefly; its holder may be stopped then, so a caller with a deadline leaves this
  /// thread behind.
  UniqueHandle take_lock() {
    const std::string path = store_.lock_file();
    UniqueHandle file = open_path(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT);
    if (!file) fail("cannot lock the leases of this session", path, last_result("CreateFileW"));
    OVERLAPPED from{};
    if (LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &from) == 0)
      fail("cannot lock the leases of this session", path, last_result("LockFileEx"));
    return file;
  }

  SessionLeases& store_;
  std::string key_;
  std::string folder_;
  std::wstring records_name_;
  UniqueHandle lock_;
  UniqueHandle held_folder_;  ///< empty: a lease in it holds it
  UniqueKey hive_;
  UniqueKey records_;
  bool has_written_ = false;  ///< so it is not empty
};

std::unique_ptr<LeaseTransaction> SessionLeases::lock(const std::string& key) {
  return std::make_unique<Transaction>(*this, key);
}

LeaseState SessionLeases::peek(const std::string& key) {
  LeaseState state;
  const UniqueKey hive = open_hive();
  if (const UniqueKey records = open_key(hive.get(), records_name_of(session())))
    state.record = read_record(records.get(), key);
  if (!hold_parents(Parents::as_they_are)) return state;
  const std::string own = folder_path();
  if (!hold_protected_folder(own, Hold::loose)) return state;
  for (std::string& id : list_files(own, key)) {
    if (is_own(id) || is_lease_file_open(own, id)) state.leases.push_back(std::move(id));
  }
  return state;
}

std::vector<std::string> SessionLeases::find_leases(const std::string& key) {
  std::vector<std::string> leases;
  for (std::string& id : list_files(folder(), key)) {
    if (is_own(id) || is_lease_held(folder(), id)) leases.push_back(std::move(id));
  }
  return leases;
}

bool SessionLeases::holds_a_lease() {
  const std::scoped_lock lock(mutex_);
  return !own_.empty();
}

bool SessionLeases::is_own(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  return own_.contains(id);
}

void SessionLeases::share_with(HANDLE process) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, handle] : own_) {
    HANDLE copy = nullptr;
    if (DuplicateHandle(GetCurrentProcess(), handle, process, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS) == 0)
      fail("cannot give the program its leases", "process", last_result("DuplicateHandle"));
  }
}

const std::string& SessionLeases::session() {
  const std::scoped_lock lock(mutex_);
  if (session_.empty()) session_ = fmt::format("{:x}", query_letter_session());
  return session_;
}

std::string SessionLeases::lock_file() {
  const std::string& own = folder();
  return own.substr(0, own.find_last_of('\\')) + "\\lock";
}

std::string SessionLeases::folder_path() {
  return local_app_data_folder() + kLeasesFolder + "\\" + session();
}

const std::string& SessionLeases::folder() {
  std::string path = folder_path();
  hold_parents(Parents::made);
  const std::scoped_lock lock(mutex_);
  if (folder_.empty()) folder_ = std::move(path);
  return folder_;
}

bool SessionLeases::hold_parents(Parents what) {
  const std::scoped_lock lock(mutex_);
  if (leases_folder_) return true;
  const std::string path = local_app_data_folder() + kLeasesFolder;
  const std::string parent = path.substr(0, path.find_last_of('\\'));
  const auto hold = [&](const std::string& folder) {
    return what == Parents::made ? make_protected_folder(folder) : hold_protected_folder(folder, Hold::firm);
  };
  if (!product_folder_) product_folder_ = hold(parent);
  if (product_folder_) leases_folder_ = hold(path);
  return leases_folder_ != nullptr;
}

}  // namespace launcher::win32
