#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "launcher/base/drive.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"

/// A machine with tasks in memory.
namespace taskxml::test {

inline constexpr std::uint32_t kLogonFailure = 0x8007052E;
inline constexpr std::uint32_t kDenied = 0x80070005;
inline constexpr std::uint32_t kMissing = 0x80070002;
inline constexpr std::uint32_t kExists = 0x800700B7;

[[noreturn]] inline void fail_call(std::uint32_t code, std::string_view what, std::string_view subject) {
  throw launcher::Error({.what = std::string(what),
                         .subject = std::string(subject),
                         .code = code,
                         .symbol = {},
                         .api = "fake",
                         .text = "it did not work",
                         .advice = {}});
}

/// A kill: what ends the run wherever it stands.
struct Killed {};

struct FakeTask {
  std::string path;
  std::string bytes;
  TaskStatus status{TaskState::ready, 0};
  std::string password;  ///< what was stored with it
};

class FakeTaskStore : public TaskStore {
 public:
  /// In the order of calls: `read \Backup\Nightly`.
  std::vector<std::string> calls;
  /// The right password of each account, in lower case.
  std::map<std::string, std::string> passwords;
  /// What a registered definition becomes. Empty: it stays as it is given.
  std::function<std::string(const TaskPath&, const std::string&)> normalise;
  /// A call that fails, as in `calls`, and the code.
  std::map<std::string, std::uint32_t> failures;
  /// How often each failure happens; not in here: always.
  std::map<std::string, int> failure_counts;
  /// Before this call, counted from 1, the run is killed; 0: never.
  std::size_t kill_at = 0;
  /// What a success has to say.
  std::optional<launcher::Failure> remark;
  std::function<void(FakeTask&)> on_run;
  std::function<void(std::string_view call)> on_call;
  std::set<std::string> closed_folders;

  void add(std::string_view path, std::string_view text) {
    tasks_[key(path)] = {
        .path = std::string(path), .bytes = encode_utf16_file(text), .status = {}, .password = {}};
    tasks_[key(path)].status.state = TaskState::ready;
  }
  FakeTask& task(std::string_view path) { return tasks_.at(key(path)); }
  bool has(std::string_view path) const { return tasks_.contains(key(path)); }
  std::size_t size() const { return tasks_.size(); }
  std::map<std::string, std::string> definitions() const {
    std::map<std::string, std::string> all;
    for (const auto& [name, task] : tasks_)
      all[task.path] = task.bytes;
    return all;
  }
  std::size_t count(std::string_view call) const {
    return static_cast<std::size_t>(std::count_if(
        calls.begin(), calls.end(), [&](const std::string& done) { return done.starts_with(call); }));
  }

  TaskListing list(const TaskPath& folder) override {
    begin("list", folder);
    TaskListing listing;
    bool is_there = folder.is_root();
    for (const auto& [name, task] : tasks_) {
      const TaskPath path = *TaskPath::parse(task.path);
      if (!path.is_inside(folder) || path == folder) continue;
      is_there = true;
      if (closed_folders.contains(path.folder().text())) continue;
      listing.tasks.push_back(path);
    }
    if (!is_there) fail_call(0x80070003, "cannot list the tasks", folder.text());
    for (const std::string& closed : closed_folders) {
      listing.unreadable.push_back({.what = "cannot list the tasks",
                                    .subject = closed,
                                    .code = kDenied,
                                    .symbol = "E_ACCESSDENIED",
                                    .api = "fake",
                                    .text = "Access is denied.",
                                    .advice = {}});
    }
    return listing;
  }

  bool is_task(const TaskPath& path) override {
    begin("is_task", path);
    return has(path.text());
  }

  std::string read(const TaskPath& path) override {
    begin("read", path);
    return find(path).bytes;
  }

  TaskStatus status(const TaskPath& path) override {
    begin("status", path);
    return find(path).status;
  }

  std::optional<launcher::Failure> write(const TaskPath& path, std::string_view definition,
                                         Registration registration,
                                         const std::optional<TaskLogin>& login) override {
    static constexpr std::string_view kNames[] = {"validate", "create", "update"};
    begin(kNames[static_cast<int>(registration)], path);
    const Document document = Document::decode(std::string(definition), std::nullopt);
    Task task;
    TaskVisitor visitor;
    visitor.on_task = [&](const Task& read) { task = read; };
    read_tasks(document.text(), visitor);
    if (registration == Registration::validate) return std::nullopt;
    if (registration == Registration::create && has(path.text()))
      fail_call(kExists, "cannot register", path.text());
    if (registration == Registration::update) find(path);
    if (account_kind(task.principal) == AccountKind::password) check_login(path, task.principal, login);
    FakeTask& kept = tasks_[key(path.text())];
    if (kept.path.empty())
      kept = {.path = path.text(), .bytes = {}, .status = {TaskState::ready, 0x00041303}, .password = {}};
    kept.bytes = encode_utf16_file(document.text());
    if (login) kept.password = std::string(login->password->view());
    if (normalise) kept.bytes = normalise(path, kept.bytes);
    return remark;
  }

  void remove(const TaskPath& path) override {
    begin("remove", path);
    find(path);
    tasks_.erase(key(path.text()));
  }

  bool remove_folder(const TaskPath& folder) override {
    begin("remove_folder", folder);
    return std::none_of(tasks_.begin(), tasks_.end(), [&](const auto& entry) {
      return TaskPath::parse(entry.second.path)->is_inside(folder);
    });
  }

  void run(const TaskPath& path) override {
    begin("run", path);
    FakeTask& task = find(path);
    task.status.state = TaskState::running;
    if (on_run) on_run(task);
  }

  void stop(const TaskPath& path) override {
    begin("stop", path);
    find(path).status.state = TaskState::ready;
  }

 private:
  static std::string key(std::string_view path) { return launcher::to_lower_ascii(path); }

  void begin(std::string_view name, const TaskPath& path) {
    if (std::this_thread::get_id() != thread_) std::abort();  // a TaskStore belongs to one thread
    if (kill_at != 0 && calls.size() + 1 == kill_at) throw Killed();
    std::string call = fmt::format("{} {}", name, path.text());
    calls.push_back(call);
    if (on_call) on_call(call);
    const auto failure = failures.find(call);
    if (failure == failures.end()) return;
    const auto count = failure_counts.find(call);
    if (count != failure_counts.end() && count->second-- <= 0) return;
    fail_call(failure->second, fmt::format("cannot {} the task", name), path.text());
  }

  FakeTask& find(const TaskPath& path) {
    const auto found = tasks_.find(key(path.text()));
    if (found == tasks_.end()) fail_call(kMissing, "cannot find the task", path.text());
    return found->second;
  }

  void check_login(const TaskPath& path, const Principal& principal,
                   const std::optional<TaskLogin>& login) const {
    const auto right = passwords.find(launcher::to_lower_ascii(principal.account()));
    if (!login || right == passwords.end() || login->password->view() != right->second)
      fail_call(kLogonFailure, "cannot register the task", path.text());
  }

  std::map<std::string, FakeTask> tasks_;
  std::thread::id thread_ = std::this_thread::get_id();
};

class FakeBackupFolder : public BackupFolder {
 public:
  FakeBackupFolder(std::map<std::string, std::string>& files, std::string folder)
      : files_(files), folder_(std::move(folder)) {}

  std::string path_of(std::string_view name) const override { return fmt::format("{}\\{}", folder_, name); }
  bool has(std::string_view name) override { return files_.contains(std::string(name)); }
  std::string read(std::string_view name) override { return files_.at(std::string(name)); }
  void write(std::string_view name, std::string_view bytes) override {
    if (is_full) fail_call(0x80070070, "cannot write", path_of(name));
    if (!files_.emplace(name, bytes).second) fail_call(kExists, "cannot write", path_of(name));
  }

  static inline bool is_full = false;

 private:
  std::map<std::string, std::string>& files_;
  std::string folder_;
};

class FakePasswordSource : public PasswordSource {
 public:
  bool is_on_console = true;
  std::map<std::string, std::string> answers;  ///< by prompt
  std::string input;
  std::vector<std::string> prompts;
  int reads = 0;

  bool is_console() override { return is_on_console; }
  launcher::Secret ask(const std::string& prompt) override {
    prompts.push_back(prompt);
    return launcher::Secret(answers[prompt]);
  }
  launcher::Secret read_all() override {
    ++reads;
    return launcher::Secret(input);
  }
};

class FakeStopSignal : public StopSignal {
 public:
  FakeStopSignal(bool& is_set, std::chrono::milliseconds& time, std::function<void()>& on_wait)
      : is_set_(is_set), time_(time), on_wait_(on_wait) {}

  bool is_set() override { return is_set_; }
  void wait(std::chrono::milliseconds time) override {
    time_ += time;
    if (on_wait_) on_wait_();
  }
  void pause(std::chrono::milliseconds time) override { time_ += time; }
  std::chrono::steady_clock::time_point now() override {
    return std::chrono::steady_clock::time_point(time_);
  }

 private:
  bool& is_set_;
  std::chrono::milliseconds& time_;
  std::function<void()>& on_wait_;
};

class FakeProbeOutputs : public ProbeOutputs {
 public:
  struct File {
    std::string text;
    std::string account;
    bool is_in_use = true;
  };
  explicit FakeProbeOutputs(std::map<std::string, File>& files) : files_(files) {}

  Output create(const std::string& account) override {
    const std::string name = fmt::format("probe-{}", files_.size() + 1);
    files_[name] = {.text = {}, .account = account, .is_in_use = true};
    return {.name = name, .path = "C:\\ProgramData\\DriveLaunch\\probes\\" + name + ".log"};
  }
  std::string read(std::string_view name) override { return files_.at(std::string(name)).text; }
  void remove(std::string_view name) override { files_.erase(std::string(name)); }
  bool is_in_use(std::string_view name) override {
    const auto found = files_.find(std::string(name));
    return found != files_.end() && found->second.is_in_use;
  }
  std::vector<std::string> names() override {
    std::vector<std::string> all;
    for (const auto& [name, file] : files_)
      all.push_back(name);
    return all;
  }

 private:
  std::map<std::string, File>& files_;
};

class FakeLiveTasks : public LiveTasks {
 public:
  FakeTaskStore tasks;
  std::map<std::string, std::string> backups;
  std::string backup_folder;  ///< the last one asked for
  FakePasswordSource asked;
  std::map<std::string, FakeProbeOutputs::File> probes;
  std::map<std::string, std::string> account_names;  ///< by SID
  bool has_rights = true;
  bool is_stopped = false;
  std::chrono::milliseconds time{0};
  std::function<void()> on_wait;

  TaskStore& store() override { return tasks; }
  bool is_elevated() override { return has_rights; }
  std::string account_name(const std::string& account) override {
    const auto name = account_names.find(account);
    return name == account_names.end() ? account : name->second;
  }
  std::unique_ptr<BackupFolder> open_backups(const std::string& folder) override {
    backup_folder = folder;
    return std::make_unique<FakeBackupFolder>(
        backups, folder.empty() ? "C:\\ProgramData\\DriveLaunch\\tasks" : folder);
  }
  std::unique_ptr<ProbeOutputs> open_probe_outputs() override {
    return std::make_unique<FakeProbeOutputs>(probes);
  }
  std::unique_ptr<StopSignal> watch_for_stop() override {
    return std::make_unique<FakeStopSignal>(is_stopped, time, on_wait);
  }
  PasswordSource& passwords() override { return asked; }
};

}  // namespace taskxml::test
