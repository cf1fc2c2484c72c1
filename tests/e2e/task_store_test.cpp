// The Windows half of live tasks: TaskStore by COM, against the rig's stand-in for Task Scheduler, which is looked at
// by a client of its own. Run it with tests/rig/with-rig.sh.
#include "taskxml/source/task_store.hpp"

#include <doctest/doctest.h>

#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/text/secret.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/win32/task_scheduler.hpp"

namespace {

using rig::CleanScheduler;
using rig::Parts;
using rig::write_definition;
using rig::write_task_plan;
using taskxml::connect_to_task_scheduler;
using taskxml::Registration;
using taskxml::TaskPath;

TaskPath path(const std::string& text) {
  const std::optional<TaskPath> parsed = TaskPath::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

/// UTF-16LE with byte order mark.
std::string file_of(const std::wstring& xml) {
  std::string bytes = "\xFF\xFE";
  for (const wchar_t unit : xml) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

std::string utf8(const std::wstring& text) {
  return launcher::utf8_from_utf16(std::u16string(text.begin(), text.end()));
}

/// The failure of `act`; one without a code: there was none.
template <typename Act>
launcher::Failure failure_of(Act act) {
  try {
    act();
  } catch (const launcher::Error& error) {
    return error.failure();
  }
  return {};
}

std::vector<std::string> texts(const std::vector<TaskPath>& paths) {
  std::vector<std::string> texts;
  for (const TaskPath& one : paths)
    texts.push_back(one.text());
  return texts;
}

Parts for_account(const std::wstring& account, const std::wstring& logon_type) {
  Parts parts;
  parts.principal = L"<UserId>" + account + L"</UserId><LogonType>" + logon_type + L"</LogonType>";
  return parts;
}

std::wstring descriptor_of(rig::TaskClient& client, const std::wstring& task) {
  BSTR text = nullptr;
  const auto found = client.task(task);
  REQUIRE(found);
  REQUIRE(found->GetSecurityDescriptor(
              OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &text) ==
          S_OK);
  std::wstring sddl(text, SysStringLen(text));
  SysFreeString(text);
  return sddl;
}

bool wait_for_state(taskxml::TaskStore& store, const TaskPath& task, bool is_running) {
  for (int tries = 0; tries < 1000; ++tries) {
    if ((store.status(task).state == taskxml::TaskState::running) == is_running) return true;
    Sleep(20);
  }
  return false;
}

/// Counts the calls of one method, whatever object of that class they are made on, by its place in the table of
/// methods; the first seven are those of IDispatch.
template <std::size_t Place, typename Object, typename... Arguments>
class CallCounter {
 public:
  explicit CallCounter(Object& object) : place_(*reinterpret_cast<void***>(&object) + Place) {
    original = reinterpret_cast<Method>(*place_);
    call_count = 0;
    replace(reinterpret_cast<void*>(&count));
  }
  ~CallCounter() { replace(reinterpret_cast<void*>(original)); }
  CallCounter(const CallCounter&) = delete;
  CallCounter& operator=(const CallCounter&) = delete;

  static int calls() { return call_count; }

 private:
  using Method = HRESULT(STDMETHODCALLTYPE*)(Object*, Arguments...);

  static HRESULT STDMETHODCALLTYPE count(Object* object, Arguments... arguments) {
    ++call_count;
    return original(object, arguments...);
  }

  void replace(void* method) {
    DWORD protection = 0;
    REQUIRE(VirtualProtect(place_, sizeof(void*), PAGE_READWRITE, &protection) != 0);
    *place_ = method;
    VirtualProtect(place_, sizeof(void*), protection, &protection);
  }

  void** place_;
  static inline Method original = nullptr;
  static inline int call_count = 0;
};

using FolderCounter = CallCounter<7, ITaskService, BSTR, ITaskFolder**>;    // ITaskService::GetFolder
using TaskCounter = CallCounter<13, ITaskFolder, BSTR, IRegisteredTask**>;  // ITaskFolder::GetTask
using XmlCounter = CallCounter<20, IRegisteredTask, BSTR*>;                 // IRegisteredTask::get_Xml

}  // namespace

TEST_SUITE("task-store") {
  TEST_CASE("tasks are listed with those in folders below, hidden and disabled ones") {
    CleanScheduler scheduler;
    Parts hidden;
    hidden.settings = L"<Hidden>true</Hidden>";
    Parts disabled;
    disabled.settings = L"<Enabled>false</Enabled>";
    REQUIRE(scheduler.client().add(L"\\Plain", write_definition({})).answer == S_OK);
    REQUIRE(scheduler.client().add(L"\\Backup\\Hidden", write_definition(hidden)).answer == S_OK);
    REQUIRE(scheduler.client().add(L"\\Backup\\Deep\\N\u00E4chtlich", write_definition(disabled)).answer ==
            S_OK);
    REQUIRE(scheduler.client().add(L"\\Backups\\Other", write_definition({})).answer == S_OK);
    const auto store = connect_to_task_scheduler();
    const std::vector<std::string> expected{
        "\\Backup\\Deep\\N\xC3\xA4"
        "chtlich",
        "\\Backup\\Hidden", "\\Backups\\Other", "\\Plain"};
    CHECK(texts(store->list(TaskPath::root()).tasks) == expected);
    CHECK(store->list(TaskPath::root()).unreadable.empty());
    CHECK(texts(store->list(path("\\Backup")).tasks) ==
          std::vector<std::string>{expected.begin(), expected.begin() + 2});
    CHECK(store
              ->status(path("\\Backup\\Deep\\N\xC3\xA4"
                            "chtlich"))
              .state == taskxml::TaskState::disabled);
  }

  TEST_CASE(
      "a folder that cannot be listed is named, and the others are listed; one asked for is a failure") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\Closed\\Secret", write_definition({})).answer == S_OK);
    REQUIRE(scheduler.client().add(L"\\Open\\Plain", write_definition({})).answer == S_OK);
    write_task_plan("\\Closed on=list error=0x80070005\n");
    const auto store = connect_to_task_scheduler();
    const taskxml::TaskListing listing = store->list(TaskPath::root());
    CHECK(texts(listing.tasks) == std::vector<std::string>{"\\Open\\Plain"});
    REQUIRE(listing.unreadable.size() == 1);
    CHECK(listing.unreadable.front().subject == "\\Closed");
    CHECK(listing.unreadable.front().symbol == "ERROR_ACCESS_DENIED");
    CHECK(failure_of([&] { store->list(path("\\Closed")); }).code == 0x80070005);
    CHECK(taskxml::is_missing_task(failure_of([&] { store->list(path("\\Nowhere")); }).code));
  }

  TEST_CASE("a definition is read as Task Scheduler has it, byte for byte") {
    CleanScheduler scheduler;
    Parts parts;
    parts.arguments = L"/c \"N\u00E4chte &amp; Tage\" \U0001F4BE";
    const std::wstring xml = write_definition(parts);
    REQUIRE(scheduler.client().add(L"\\Backup\\Nightly", xml).answer == S_OK);
    const auto store = connect_to_task_scheduler();
    CHECK(store->read(path("\\Backup\\Nightly")) == file_of(xml));
    CHECK(store->is_task(path("\\Backup\\Nightly")));
    CHECK(store->is_task(path("\\backup\\NIGHTLY")));
    CHECK_FALSE(store->is_task(path("\\Backup")));
    CHECK_FALSE(store->is_task(path("\\Backup\\Other")));
    CHECK_FALSE(store->is_task(path("\\Nowhere\\Other")));
    CHECK_FALSE(store->is_task(TaskPath::root()));
    CHECK(taskxml::is_missing_task(failure_of([&] { store->read(path("\\Backup\\Other")); }).code));
  }

  TEST_CASE("an update changes the definition and nothing else: the security descriptor stays") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    write_task_plan("account CORP\\svc password=right sid=S-1-5-21-1-2-3-1001\n");
    const Parts interactive = for_account(L"CORP\\svc", L"InteractiveToken");
    REQUIRE(client.add(L"\\Backup\\Nightly", write_definition(interactive)).answer == S_OK);
    // Without the entry that Task Scheduler gives the account of a task.
    const rig::Text sddl(L"O:BAG:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)");
    REQUIRE(
        client.task(L"\\Backup\\Nightly")->SetSecurityDescriptor(sddl.get(), TASK_DONT_ADD_PRINCIPAL_ACE) ==
        S_OK);
    const std::wstring before = descriptor_of(client, L"\\Backup\\Nightly");
    Parts changed = interactive;
    changed.arguments = L"/c exit 1";
    const auto store = connect_to_task_scheduler();
    CHECK_FALSE(store->write(path("\\Backup\\Nightly"), file_of(write_definition(changed)),
                             Registration::update, {}));
    CHECK(store->read(path("\\Backup\\Nightly")) == file_of(write_definition(changed)));
    CHECK(descriptor_of(client, L"\\Backup\\Nightly") == before);
  }

  TEST_CASE("an update starts no task that has a registration trigger") {
    CleanScheduler scheduler;
    Parts parts;
    parts.triggers = L"<RegistrationTrigger><Enabled>true</Enabled></RegistrationTrigger>";
    rig::Registering quiet;
    quiet.flags = TASK_CREATE | TASK_IGNORE_REGISTRATION_TRIGGERS;
    REQUIRE(scheduler.client().add(L"\\Nightly", write_definition(parts), quiet).answer == S_OK);
    const auto store = connect_to_task_scheduler();
    constexpr std::uint32_t kHasNotRun = 0x00041303;  // SCHED_S_TASK_HAS_NOT_RUN
    CHECK(store->status(path("\\Nightly")).last_result == kHasNotRun);
    parts.arguments = L"/c exit 1";
    store->write(path("\\Nightly"), file_of(write_definition(parts)), Registration::update, {});
    CHECK(store->status(path("\\Nightly")).last_result == kHasNotRun);
    CHECK(store->status(path("\\Nightly")).state == taskxml::TaskState::ready);
  }

  TEST_CASE("create makes the folders, and neither create nor update does what the other does") {
    CleanScheduler scheduler;
    const auto store = connect_to_task_scheduler();
    const std::string definition = file_of(write_definition({}));
    const TaskPath task = path("\\DriveLaunch\\Deep\\probe-1");
    CHECK(failure_of([&] { store->write(task, definition, Registration::update, {}); }).code != 0);
    store->write(task, definition, Registration::validate, {});
    CHECK_FALSE(store->is_task(task));
    store->write(task, definition, Registration::create, {});
    CHECK(store->read(task) == definition);
    CHECK(failure_of([&] { store->write(task, definition, Registration::create, {}); }).code == 0x800700B7);
    CHECK(failure_of([&] {
            store->write(path("\\DriveLaunch\\probe-2"), definition, Registration::update, {});
          }).code == 0x80070002);
    CHECK_FALSE(store->remove_folder(path("\\DriveLaunch\\Deep")));
    store->remove(task);
    CHECK_FALSE(store->is_task(task));
    CHECK(store->remove_folder(path("\\DriveLaunch\\Deep")));
    CHECK_FALSE(store->remove_folder(path("\\DriveLaunch\\Deep")));
    CHECK(store->remove_folder(path("\\DriveLaunch")));
    CHECK(taskxml::is_missing_task(failure_of([&] { store->remove(task); }).code));
  }

  TEST_CASE("a password is given with its account and the logon type of the definition, and tried once") {
    CleanScheduler scheduler;
    write_task_plan("account CORP\\svc password=right sid=S-1-5-21-1-2-3-1001\n");
    const auto store = connect_to_task_scheduler();
    const launcher::Secret right("right");
    const launcher::Secret wrong("wrong");
    const std::string definition = file_of(write_definition(for_account(L"CORP\\svc", L"Password")));
    const taskxml::TaskLogin login{.account = "CORP\\svc", .password = &right};
    const taskxml::TaskLogin refused{.account = "CORP\\svc", .password = &wrong};

    store->write(path("\\Nightly"), definition, Registration::validate, refused);
    CHECK(rig::read_task_logons().empty());
    store->write(path("\\Nightly"), definition, Registration::create, login);
    CHECK(rig::read_task_logons() == std::vector<std::string>{"result=accepted account=CORP\\svc"});
    const launcher::Failure failure =
        failure_of([&] { store->write(path("\\Nightly"), definition, Registration::update, refused); });
    CHECK(failure.code == 0x8007052E);
    CHECK(failure.symbol == "ERROR_LOGON_FAILURE");
    CHECK(taskxml::is_refused_login(failure.code));
    CHECK(rig::read_task_logons() ==
          std::vector<std::string>{"result=accepted account=CORP\\svc", "result=refused account=CORP\\svc"});
    // G10
    const std::string message = launcher::format_failure(failure);
    CHECK(message.find("wrong") == std::string::npos);
  }

  TEST_CASE("a task with InteractiveTokenOrPassword keeps that logon type") {
    CleanScheduler scheduler;
    write_task_plan("account CORP\\svc password=right sid=S-1-5-21-1-2-3-1001\n");
    const auto store = connect_to_task_scheduler();
    const launcher::Secret right("right");
    const taskxml::TaskLogin login{.account = "CORP\\svc", .password = &right};
    const std::wstring xml = write_definition(for_account(L"CORP\\svc", L"InteractiveTokenOrPassword"));
    store->write(path("\\Nightly"), file_of(xml), Registration::create, login);
    CHECK(store->read(path("\\Nightly")) == file_of(xml));
  }

  TEST_CASE("G11: every code of Task Scheduler is a failure with its name, a text and an advice") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\Nightly", write_definition({})).answer == S_OK);
    const auto store = connect_to_task_scheduler();
    for (const taskxml::SchedulerMeaning& meaning : taskxml::scheduler_meanings()) {
      const bool is_failure = static_cast<std::int32_t>(meaning.code) < 0;
      if (!is_failure || taskxml::is_busy_service(meaning.code)) continue;
      CAPTURE(meaning.code);
      write_task_plan("\\Nightly on=read error=" + launcher::format_hex(meaning.code) + "\n");
      const launcher::Failure failure = failure_of([&] { store->read(path("\\Nightly")); });
      CHECK(failure.code == meaning.code);
      CHECK_FALSE(failure.symbol.empty());
      CHECK_FALSE(failure.text.empty());
      CHECK(failure.text != "unknown error");
      CHECK(failure.advice == meaning.advice);
      CHECK(failure.subject == "\\Nightly");
      CHECK(failure.api == "IRegisteredTask::get_Xml");
    }
  }

  TEST_CASE("what Task Scheduler adds to a success is given back") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\Nightly", write_definition({})).answer == S_OK);
    const auto store = connect_to_task_scheduler();
    write_task_plan("\\Nightly on=register error=0x0004131C\n");
    const std::optional<launcher::Failure> warning =
        store->write(path("\\Nightly"), file_of(write_definition({})), Registration::update, {});
    REQUIRE(warning);
    CHECK(warning->symbol == "SCHED_S_BATCH_LOGON_PROBLEM");
    CHECK(warning->advice.find("'Log on as a batch job'") != std::string::npos);
  }

  TEST_CASE("a service that is starting is waited for, by every call, and not for ever") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\Nightly", write_definition({})).answer == S_OK);
    write_task_plan("\\ on=connect error=0x80041315 times=2\n");
    const auto store = connect_to_task_scheduler();
    for (const std::string event : {"get", "read", "register"}) {
      CAPTURE(event);
      write_task_plan("\\Nightly on=" + event + " error=0x80041315 times=2\n");
      CHECK(failure_of([&] { store->read(path("\\Nightly")); }).code == 0);
      CHECK(failure_of([&] {
              store->write(path("\\Nightly"), file_of(write_definition({})), Registration::update, {});
            }).code == 0);
    }
    write_task_plan("\\Nightly on=read error=0x80041315\n");
    const ULONGLONG begin = GetTickCount64();
    const launcher::Failure failure = failure_of([&] { store->read(path("\\Nightly")); });
    CHECK(failure.code == 0x80041315);
    CHECK(failure.advice.find("sc start Schedule") != std::string::npos);
    CHECK(GetTickCount64() - begin >= 10'000);
  }

  TEST_CASE("a file in any encoding is registered, and what is no definition is refused with a code") {
    CleanScheduler scheduler;
    const auto store = connect_to_task_scheduler();
    std::wstring xml = write_definition({});
    const std::wstring declaration = L"<?xml version=\"1.0\" encoding=\"UTF-16\"?>";
    REQUIRE(xml.starts_with(declaration));
    const std::wstring body = xml.substr(declaration.size());
    store->write(path("\\Utf8"), "<?xml version='1.0' encoding='utf-8'?>" + utf8(body), Registration::create,
                 {});
    CHECK(store->read(path("\\Utf8")) == file_of(body));
    store->write(path("\\Bare"), utf8(body), Registration::create, {});
    CHECK(store->read(path("\\Bare")) == file_of(body));
    const auto refuse = [&](const std::string& bytes) {
      return failure_of([&] { store->write(path("\\Bad"), bytes, Registration::create, {}); }).code;
    };
    CHECK(refuse("no XML") == 0x8004131A);
    CHECK(refuse("<Task") == 0x8004131A);
    CHECK(refuse("<Task>\xE4</Task>") == 0x8007000D);
    CHECK_FALSE(store->is_task(path("\\Bad")));
  }

  TEST_CASE("a task is started and ended, and its last result has all 32 bits") {
    CleanScheduler scheduler;
    const auto store = connect_to_task_scheduler();
    Parts parts;
    parts.arguments = L"/c exit -1073741510";  // 0xC000013A
    store->write(path("\\Ends"), file_of(write_definition(parts)), Registration::create, {});
    store->run(path("\\Ends"));
    CHECK(wait_for_state(*store, path("\\Ends"), false));
    CHECK(store->status(path("\\Ends")).last_result == 0xC000013A);

    parts.command = L"ping.exe";
    parts.arguments = L"-n 600 127.0.0.1";
    store->write(path("\\Stays"), file_of(write_definition(parts)), Registration::create, {});
    store->run(path("\\Stays"));
    CHECK(wait_for_state(*store, path("\\Stays"), true));
    store->stop(path("\\Stays"));
    CHECK(wait_for_state(*store, path("\\Stays"), false));
    write_task_plan("\\Ends on=run error=0x80041326\n");
    CHECK(failure_of([&] { store->run(path("\\Ends")); }).symbol == "SCHED_E_TASK_DISABLED");
  }

  TEST_CASE("reading a task is two calls, and one more for each folder: 60 tasks in 3 folders") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const std::wstring xml = write_definition({});
    for (int i = 0; i < 60; ++i) {
      const std::wstring task = L"\\Folder" + std::to_wstring(i % 3) + L"\\Task" + std::to_wstring(i);
      REQUIRE(client.add(task, xml).answer == S_OK);
    }
    const auto store = connect_to_task_scheduler();
    const std::vector<TaskPath> tasks = store->list(TaskPath::root()).tasks;
    REQUIRE(tasks.size() == 60);
    const auto folder = client.folder(L"\\");
    const auto task = client.task(L"\\Folder0\\Task0");
    REQUIRE((folder && task));
    const FolderCounter folders(client.service());
    const TaskCounter opened(*folder);
    const XmlCounter read(*task);
    for (const TaskPath& one : tasks)
      CHECK(store->read(one) == file_of(xml));
    CHECK(folders.calls() == 3);
    CHECK(opened.calls() == 60);
    CHECK(read.calls() == 60);
  }
}
