#include "taskxml/win32/task_scheduler.hpp"

#include "taskxml/win32/com.hpp"
// After windows.h, which com.hpp includes.
#include <taskschd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

using com::Attempt;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;
using FolderReference = com::Reference<ITaskFolder>;
using TaskReference = com::Reference<IRegisteredTask>;

constexpr ULONGLONG kPatience = 10'000;  // ms
constexpr DWORD kPause = 200;            // ms

/// The result of the last call: of one that found the service starting or busy there are more, for 10 s.
template <typename Call>
HRESULT call_patiently(Call call) {
  const ULONGLONG end = GetTickCount64() + kPatience;
  for (;;) {
    const HRESULT result = call();
    if (!is_busy_service(static_cast<std::uint32_t>(result)) || GetTickCount64() >= end) return result;
    Sleep(kPause);
  }
}

void require(const Attempt& attempt, HRESULT result) {
  if (FAILED(result)) com::fail(attempt, result);
}

template <typename Interface, typename Call>
com::Reference<Interface> receive(const Attempt& attempt, Call call) {
  return com::Reference<Interface>::receive(
      attempt, [&](Interface** object) { return call_patiently([&] { return call(object); }); });
}

com::Text text_of(const TaskPath& path) {
  return com::Text(to_wide(path.text()));
}

com::Text name_of(const TaskPath& path) {
  return com::Text(to_wide(path.name()));
}

/// UTF-16LE with byte order mark.
std::string file_of(std::wstring_view text) {
  std::string bytes = "\xFF\xFE";
  bytes.reserve(2 + text.size() * 2);
  for (const wchar_t unit : text) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8U);
  }
  return bytes;
}

/// Of a declaration, the value of `encoding`; empty: it has none.
std::string_view declared_encoding(std::string_view declaration) {
  constexpr std::string_view kName = "encoding";
  const std::size_t name = declaration.find(kName);
  if (name == std::string_view::npos) return {};
  const std::size_t begin = declaration.find_first_of("\"'", name);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[begin], begin + 1);
  return end == std::string_view::npos ? std::string_view() : declaration.substr(begin + 1, end - begin - 1);
}

/// Task Scheduler's parser refuses UTF-16, which every BSTR is, that is declared as something else.
std::string_view without_wrong_declaration(std::string_view text) {
  const std::size_t length = declaration_length(text);
  const std::string encoding(declared_encoding(text.substr(0, length)));
  const bool is_utf16 = encoding.empty() || _stricmp(encoding.c_str(), "UTF-16") == 0;
  return is_utf16 ? text : text.substr(length);
}

/// The definition as RegisterTask takes it.
struct Definition {
  com::Text xml;
  std::string logon_type;
};

Definition decode_definition(const Attempt& attempt, std::string_view bytes) {
  try {
    const Document document = Document::decode(std::string(bytes), std::nullopt);
    if (document.encoding() == Encoding::unknown_8_bit)
      com::fail(attempt, HRESULT_FROM_WIN32(ERROR_INVALID_DATA));
    return {.xml = com::Text(to_wide(without_wrong_declaration(document.text()))),
            .logon_type = find_principal(document.text()).logon_type};
  } catch (const Malformed&) {
    constexpr std::uint32_t kMalformed = 0x8004131A;  // SCHED_E_MALFORMEDXML, which mingw-w64 does not have
    com::fail(attempt, static_cast<HRESULT>(kMalformed));
  }
}

/// A name for a SID: the name is what "is recognized by Windows authentication" ([MS-TSCH] 2.3.8).
std::string login_name(const std::string& account) {
  if (!account.starts_with("S-1-")) return account;
  std::string name = launcher::win32::find_account_name(account);
  return name.empty() ? account : name;
}

TaskState state_of(TASK_STATE state) {
  switch (state) {
    case TASK_STATE_DISABLED:
      return TaskState::disabled;
    case TASK_STATE_QUEUED:
      return TaskState::queued;
    case TASK_STATE_READY:
      return TaskState::ready;
    case TASK_STATE_RUNNING:
      return TaskState::running;
    default:
      return TaskState::unknown;
  }
}

LONG flags_of(Registration registration) {
  switch (registration) {
    case Registration::validate:
      return TASK_VALIDATE_ONLY;  // together with another it is E_INVALIDARG (RegisterTask's page)
    case Registration::create:
      return TASK_CREATE | TASK_IGNORE_REGISTRATION_TRIGGERS;
    case Registration::update:
      break;
  }
  return TASK_UPDATE | TASK_IGNORE_REGISTRATION_TRIGGERS | TASK_DONT_ADD_PRINCIPAL_ACE;
}

/// The members of a COM collection, counted from 1. One that cannot be used goes to `skip`, and the next one is
/// taken.
template <typename Item, typename Collection, typename Use, typename Skip>
void for_each_item(const Attempt& attempt, const Collection& collection, Use use, Skip skip) {
  LONG count = 0;
  require(attempt, call_patiently([&] { return collection->get_Count(&count); }));
  for (LONG i = 1; i <= count; ++i) {
    try {
      use(receive<Item>(attempt,
                        [&](Item** item) { return collection->get_Item(com::number_variant(i), item); }));
    } catch (const launcher::Error& error) {
      skip(error.failure());
    }
  }
}

class ConnectedScheduler : public TaskStore {
 public:
  ConnectedScheduler() : service_(connect()) {}

  TaskListing list(const TaskPath& folder) override {
    TaskListing listing;
    std::vector<TaskPath> folders;
    list_one(folder, listing, folders);
    // What is found on the way is added at the end.
    for (std::size_t next = 0; next < folders.size(); ++next) {
      const TaskPath below = folders[next];
      try {
        list_one(below, listing, folders);
      } catch (const launcher::Error& error) {
        listing.unreadable.push_back(error.failure());
      }
    }
    std::sort(listing.tasks.begin(), listing.tasks.end(),
              [](const TaskPath& left, const TaskPath& right) { return left.text() < right.text(); });
    return listing;
  }

  bool is_task(const TaskPath& path) override {
    if (path.is_root()) return false;
    try {
      open(path, "cannot find the task");
      return true;
    } catch (const launcher::Error& error) {
      if (is_missing_task(error.failure().code)) return false;
      throw;
    }
  }

  std::string read(const TaskPath& path) override {
    constexpr const char* kWhat = "cannot read the task";
    const TaskReference task = open(path, kWhat);
    const com::Text xml =
        com::Text::receive({.what = kWhat, .subject = path.text(), .api = "IRegisteredTask::get_Xml"},
                           [&](BSTR* text) { return call_patiently([&] { return task->get_Xml(text); }); });
    return file_of(xml.view());
  }

  TaskStatus status(const TaskPath& path) override {
    constexpr const char* kWhat = "cannot read the state of the task";
    const TaskReference task = open(path, kWhat);
    TASK_STATE state{};
    require({.what = kWhat, .subject = path.text(), .api = "IRegisteredTask::get_State"},
            call_patiently([&] { return task->get_State(&state); }));
    LONG last_result = 0;
    require({.what = kWhat, .subject = path.text(), .api = "IRegisteredTask::get_LastTaskResult"},
            call_patiently([&] { return task->get_LastTaskResult(&last_result); }));
    return {.state = state_of(state), .last_result = static_cast<std::uint32_t>(last_result)};
  }

  std::optional<launcher::Failure> write(const TaskPath& path, std::string_view bytes,
                                         Registration registration,
                                         const std::optional<TaskLogin>& login) override {
    const Attempt attempt{.what = registration == Registration::validate ? "Task Scheduler does not accept"
                                                                         : "cannot register the task",
                          .subject = path.text(),
                          .api = "ITaskFolder::RegisterTask"};
    const Definition definition = decode_definition(attempt, bytes);
    if (registration == Registration::create) make_folders(path.folder());
    const HRESULT result = login && registration != Registration::validate
                               ? register_with_login(path, definition, registration, *login)
                               : register_task(path, definition.xml, registration, com::empty_variant(),
                                               com::empty_variant(), TASK_LOGON_NONE);
    require(attempt, result);
    if (result == S_OK) return std::nullopt;
    return describe_scheduler_failure(
        "registered with a warning", path.text(),
        launcher::win32::make_result(static_cast<std::uint32_t>(result), attempt.api));
  }

  void remove(const TaskPath& path) override {
    constexpr const char* kWhat = "cannot delete the task";
    const com::Text name = name_of(path);
    require({.what = kWhat, .subject = path.text(), .api = "ITaskFolder::DeleteTask"},
            call_patiently([&] { return folder(path.folder(), kWhat)->DeleteTask(name.get(), 0); }));
  }

  bool remove_folder(const TaskPath& path) override {
    if (path.is_root()) return false;
    constexpr const char* kWhat = "cannot delete the folder of tasks";
    folder_.reset();
    const com::Text name = text_of(path);
    const FolderReference root = open_folder(TaskPath::root(), kWhat);
    const HRESULT result = call_patiently([&] { return root->DeleteFolder(name.get(), 0); });
    const auto code = static_cast<std::uint32_t>(result);
    if (is_missing_task(code) || result == HRESULT_FROM_WIN32(ERROR_DIR_NOT_EMPTY)) return false;
    require({.what = kWhat, .subject = path.text(), .api = "ITaskFolder::DeleteFolder"}, result);
    return true;
  }

  void run(const TaskPath& path) override {
    constexpr const char* kWhat = "cannot start the task";
    const TaskReference task = open(path, kWhat);
    IRunningTask* running = nullptr;
    const HRESULT result = call_patiently([&] { return task->Run(com::empty_variant(), &running); });
    if (running != nullptr) running->Release();
    require({.what = kWhat, .subject = path.text(), .api = "IRegisteredTask::Run"}, result);
  }

  void stop(const TaskPath& path) override {
    constexpr const char* kWhat = "cannot end the task";
    const TaskReference task = open(path, kWhat);
    require({.what = kWhat, .subject = path.text(), .api = "IRegisteredTask::Stop"},
            call_patiently([&] { return task->Stop(0); }));
  }

 private:
  struct OpenFolder {
    TaskPath path;
    FolderReference folder;
  };

  static com::Reference<ITaskService> connect() {
    const auto attempt = [](const char* api) {
      return Attempt{.what = "cannot reach", .subject = "Task Scheduler", .api = api};
    };
    auto service = receive<ITaskService>(attempt("CoCreateInstance"), [](ITaskService** object) {
      return CoCreateInstance(__uuidof(TaskScheduler), nullptr, CLSCTX_INPROC_SERVER, __uuidof(ITaskService),
                              reinterpret_cast<void**>(object));
    });
    const VARIANT here = com::empty_variant();
    require(attempt("ITaskService::Connect"),
            call_patiently([&] { return service->Connect(here, here, here, here); }));
    return service;
  }

  FolderReference open_folder(const TaskPath& path, const char* what) const {
    const com::Text text = text_of(path);
    return receive<ITaskFolder>(
        {.what = what, .subject = path.text(), .api = "ITaskService::GetFolder"},
        [&](ITaskFolder** object) { return service_->GetFolder(text.get(), object); });
  }

  /// The one that was asked for last stays open.
  FolderReference& folder(const TaskPath& path, const char* what) {
    if (!folder_ || folder_->path != path) folder_.emplace(OpenFolder{path, open_folder(path, what)});
    return folder_->folder;
  }

  TaskReference open(const TaskPath& path, const char* what) {
    const com::Text name = name_of(path);
    FolderReference& holder = folder(path.folder(), what);
    return receive<IRegisteredTask>(
        {.what = what, .subject = path.text(), .api = "ITaskFolder::GetTask"},
        [&](IRegisteredTask** object) { return holder->GetTask(name.get(), object); });
  }

  /// Adds the tasks of one folder to the listing and the folders in it to `folders`.
  void list_one(const TaskPath& path, TaskListing& listing, std::vector<TaskPath>& folders) const {
    constexpr const char* kWhat = "cannot list the tasks";
    const FolderReference opened = open_folder(path, kWhat);
    const Attempt for_tasks{.what = kWhat, .subject = path.text(), .api = "ITaskFolder::GetTasks"};
    const auto tasks = receive<IRegisteredTaskCollection>(for_tasks, [&](IRegisteredTaskCollection** object) {
      return opened->GetTasks(TASK_ENUM_HIDDEN, object);
    });
    const auto skip = [&](const launcher::Failure& failure) { listing.unreadable.push_back(failure); };
    const auto add_task = [&](const TaskReference& task) {
      listing.tasks.push_back(child_of(path, for_tasks, task));
    };
    for_each_item<IRegisteredTask>(for_tasks, tasks, add_task, skip);
    const Attempt for_folders{.what = kWhat, .subject = path.text(), .api = "ITaskFolder::GetFolders"};
    const auto below = receive<ITaskFolderCollection>(
        for_folders, [&](ITaskFolderCollection** object) { return opened->GetFolders(0, object); });
    const auto add_folder = [&](const FolderReference& found) {
      folders.push_back(child_of(path, for_folders, found));
    };
    for_each_item<ITaskFolder>(for_folders, below, add_folder, skip);
  }

  /// The path of what is in a folder.
  template <typename Interface>
  static TaskPath child_of(const TaskPath& folder, const Attempt& attempt,
                           const com::Reference<Interface>& named) {
    const com::Text name = com::Text::receive(attempt, [&](BSTR* text) { return named->get_Name(text); });
    try {
      return folder.child(to_utf8(name.view()));
    } catch (const std::exception&) {  // a name that no path can have, or half a character
      com::fail({.what = attempt.what,
                 .subject = folder.text() + ": " + launcher::win32::wtf8_from_wide(name.view()),
                 .api = attempt.api},
                HRESULT_FROM_WIN32(ERROR_INVALID_NAME));
    }
  }

  /// One that is there already is as good.
  void make_folders(const TaskPath& path) {
    if (path.is_root()) return;
    constexpr const char* kWhat = "cannot make the folder of tasks";
    const com::Text text = text_of(path);
    const FolderReference root = open_folder(TaskPath::root(), kWhat);
    ITaskFolder* made = nullptr;
    const HRESULT result =
        call_patiently([&] { return root->CreateFolder(text.get(), com::empty_variant(), &made); });
    if (made != nullptr) made->Release();
    if (result != HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS))
      require({.what = kWhat, .subject = path.text(), .api = "ITaskFolder::CreateFolder"}, result);
  }

  HRESULT register_with_login(const TaskPath& path, const Definition& definition, Registration registration,
                              const TaskLogin& login) {
    const com::Text user(to_wide(login_name(login.account)));
    const com::SecretText password(*login.password);
    // TASK_LOGON_PASSWORD would make a plain Password of the other ([MS-TSCH] 3.2.5.4.2).
    const TASK_LOGON_TYPE type = definition.logon_type == "InteractiveTokenOrPassword"
                                     ? TASK_LOGON_INTERACTIVE_TOKEN_OR_PASSWORD
                                     : TASK_LOGON_PASSWORD;
    return register_task(path, definition.xml, registration, com::text_variant(user),
                         com::text_variant(password), type);
  }

  /// The folder a task is registered in. A definition can be validated before its folder is made.
  FolderReference& folder_to_register_in(const TaskPath& path, Registration registration) {
    constexpr const char* kWhat = "cannot register the task";
    try {
      return folder(path.folder(), kWhat);
    } catch (const launcher::Error& error) {
      if (registration != Registration::validate || !is_missing_task(error.failure().code)) throw;
      return folder(TaskPath::root(), kWhat);
    }
  }

  /// An empty security descriptor: a task that is there keeps its own, a new one inherits its folder's.
  HRESULT register_task(const TaskPath& path, const com::Text& xml, Registration registration,
                        const VARIANT& user, const VARIANT& password, TASK_LOGON_TYPE type) {
    const com::Text name = name_of(path);
    FolderReference& holder = folder_to_register_in(path, registration);
    IRegisteredTask* task = nullptr;
    const HRESULT result = call_patiently([&] {
      return holder->RegisterTask(name.get(), xml.get(), flags_of(registration), user, password, type,
                                  com::empty_variant(), &task);
    });
    // After TASK_VALIDATE_ONLY nothing is registered that an object could stand for: it is not even released.
    if (task != nullptr && registration != Registration::validate) task->Release();
    return result;
  }

  com::Apartment apartment_;
  com::Reference<ITaskService> service_;
  std::optional<OpenFolder> folder_;
};

}  // namespace

std::unique_ptr<TaskStore> connect_to_task_scheduler() {
  return std::make_unique<ConnectedScheduler>();
}

}  // namespace taskxml
