#include <doctest/doctest.h>

#include <array>
#include <string>

#include "provider/fields.hpp"
#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

namespace {

using rig::CleanScheduler;
using rig::ComPointer;
using rig::own_action;
using rig::Parts;
using rig::scratch_file;
using rig::wait_until_ended;
using rig::write_definition;

constexpr auto kDisabled = static_cast<HRESULT>(0x80041326);
constexpr auto kAlreadyRunning = static_cast<HRESULT>(0x8004131F);
constexpr auto kStartOnDemand = static_cast<HRESULT>(0x80041328);

unsigned long last_result(rig::TaskClient& client, const std::wstring& path) {
  LONG result = 0;
  REQUIRE(client.task(path)->get_LastTaskResult(&result) == S_OK);
  return static_cast<unsigned long>(result);
}

TASK_STATE state_of(rig::TaskClient& client, const std::wstring& path) {
  TASK_STATE state = TASK_STATE_UNKNOWN;
  REQUIRE(client.task(path)->get_State(&state) == S_OK);
  return state;
}

HRESULT run(rig::TaskClient& client, const std::wstring& path, const VARIANT& params = rig::nothing()) {
  IRunningTask* running = nullptr;
  const HRESULT answer = client.task(path)->Run(params, &running);
  const ComPointer<IRunningTask> owned(running);
  return answer;
}

/// Registers, runs, waits; the result.
unsigned long result_of(rig::TaskClient& client, const Parts& parts) {
  REQUIRE(client.add(L"\\Run", write_definition(parts)).answer == S_OK);
  REQUIRE(run(client, L"\\Run") == S_OK);
  REQUIRE(wait_until_ended(client, L"\\Run"));
  return last_result(client, L"\\Run");
}

/// A file that is not there, before and after.
class Flag {
 public:
  explicit Flag(const std::wstring& name) : path_(scratch_file(name)) { DeleteFileW(path_.c_str()); }
  ~Flag() { DeleteFileW(path_.c_str()); }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

  const std::wstring& path() const { return path_; }
  void raise() const { rig::write_file(path_, "x"); }
  /// What is in it, once it is there.
  std::string wait_for_text() const {
    for (int tries = 0; tries < 1000; ++tries) {
      if (rig::file_exists(path_)) {
        std::string text = rig::read_file(path_);
        if (text.ends_with('\n')) return text;
      }
      Sleep(20);
    }
    return {};
  }

 private:
  std::wstring path_;
};

}  // namespace

TEST_SUITE("scheduler") {
  TEST_CASE("IRegisteredTask::get_LastTaskResult: the exit code of the last action, all 32 bits") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    for (const unsigned long code : {0UL, 1UL, 259UL, 0x8007010BUL, 0xFFFFFFFFUL}) {
      CHECK(result_of(client, own_action(L"act exit " + std::to_wstring(code))) == code);
    }
    DATE date = 0;
    CHECK(client.task(L"\\Run")->get_LastRunTime(&date) == S_OK);
    CHECK(date > 45000.0);
    REQUIRE(client.add(L"\\Run", write_definition({})).answer == S_OK);
    CHECK(last_result(client, L"\\Run") == 0xFFFFFFFF);  // an update forgets nothing
  }

  TEST_CASE("a task that has not run: SCHED_S_TASK_HAS_NOT_RUN") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\Run", write_definition({})).answer == S_OK);
    CHECK(last_result(scheduler.client(), L"\\Run") == 0x00041303);
  }

  TEST_CASE("Exec (actionGroup) Element: what cannot be started gives the code of CreateProcess") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    CHECK(result_of(client, {.command = L"C:\\windows\\no-such.exe"}) == 0x80070002);
    CHECK(result_of(client, {.directory = L"C:\\no\\such"}) == 0x8007010B);
  }

  TEST_CASE("Exec (actionGroup) Element: variables in all three parts, and the working directory") {
    CleanScheduler scheduler;
    const Flag flag(L"written");
    // The account's variables, not those of who calls Run.
    SetEnvironmentVariableW(L"OF_CLIENT", L"x");
    Parts parts = own_action(L"act write " + flag.path() + L" %SystemRoot% %OF_CLIENT% \"a  b\"");
    parts.directory = L"%SystemRoot%\\system32\\drivers";
    CHECK(result_of(scheduler.client(), parts) == 0);
    const std::string text = flag.wait_for_text();
    CHECK(text.starts_with("C:\\windows\\system32\\drivers\n"));
    CHECK(text.ends_with("\nC:\\windows %OF_CLIENT% a  b\n"));
    parts = own_action(L"act write " + flag.path());
    parts.command = L"%ComSpec%";
    parts.arguments = L"/c exit 5";
    CHECK(result_of(scheduler.client(), parts) == 5);
  }

  TEST_CASE("Priority (settingsType) Element: below normal unless it says otherwise") {
    CleanScheduler scheduler;
    const Flag flag(L"written");
    Parts parts = own_action(L"act write " + flag.path());
    const auto priority = [&] {
      result_of(scheduler.client(), parts);
      std::string text = flag.wait_for_text();
      text.erase(0, text.find('\n') + 1);
      DeleteFileW(flag.path().c_str());
      return std::stoul(text);
    };
    CHECK(priority() == BELOW_NORMAL_PRIORITY_CLASS);
    parts.settings = L"<Priority>5</Priority>";
    CHECK(priority() == NORMAL_PRIORITY_CLASS);
  }

  TEST_CASE("[MS-TSCH] 2.5.9: $(Arg0) and $$ in Arguments, by what Run is given") {
    CleanScheduler scheduler;
    const Flag flag(L"written");
    rig::TaskClient& client = scheduler.client();
    const Parts parts = own_action(L"act write " + flag.path() + L" $(Arg0) $(Arg1) $$ $x");
    REQUIRE(client.add(L"\\Run", write_definition(parts)).answer == S_OK);
    REQUIRE(run(client, L"\\Run", rig::Text(L"one").variant()) == S_OK);
    CHECK(flag.wait_for_text().ends_with("\none $(Arg1) $ $x\n"));
    CHECK(wait_until_ended(client, L"\\Run"));
  }

  TEST_CASE("all Exec actions run, in their order") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const Flag flag(L"written");
    std::wstring xml = write_definition(own_action(L"act exit 3"));
    const Parts second = own_action(L"act write " + flag.path());
    const std::wstring other = L"<Exec><Command>" + second.command + L"</Command><Arguments>" +
                               second.arguments + L"</Arguments></Exec>";
    xml.insert(xml.find(L"</Actions>"), other);
    REQUIRE(client.add(L"\\Run", xml).answer == S_OK);
    REQUIRE(run(client, L"\\Run") == S_OK);
    REQUIRE(wait_until_ended(client, L"\\Run"));
    CHECK_FALSE(flag.wait_for_text().empty());
    CHECK(last_result(client, L"\\Run") == 0);
  }

  TEST_CASE("TASK_STATE_RUNNING until the action ends; IgnoreNew starts no second instance") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const Flag flag(L"end");
    REQUIRE(client.add(L"\\Run", write_definition(own_action(L"act wait " + flag.path()))).answer == S_OK);
    IRunningTask* running = nullptr;
    REQUIRE(client.task(L"\\Run")->Run(rig::nothing(), &running) == S_OK);
    const ComPointer<IRunningTask> owned(running);
    CHECK(state_of(client, L"\\Run") == TASK_STATE_RUNNING);
    CHECK(last_result(client, L"\\Run") == 0x00041301);
    CHECK(rig::read_text(*running, &IRunningTask::get_Path) == L"\\Run");
    CHECK(running->Refresh() == S_OK);
    CHECK(run(client, L"\\Run") == kAlreadyRunning);
    flag.raise();
    REQUIRE(wait_until_ended(client, L"\\Run"));
    CHECK(state_of(client, L"\\Run") == TASK_STATE_READY);
    CHECK(last_result(client, L"\\Run") == 0);
    CHECK(running->Refresh() == static_cast<HRESULT>(0x8004130B));
  }

  TEST_CASE("MultipleInstancesPolicy (settingsType) Element: Parallel, Queue, StopExisting") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const Flag flag(L"end");
    const auto instances = [&] {
      IRunningTaskCollection* all = nullptr;
      REQUIRE(client.task(L"\\Run")->GetInstances(0, &all) == S_OK);
      const ComPointer<IRunningTaskCollection> owned(all);
      LONG count = 0;
      all->get_Count(&count);
      return count;
    };
    for (const wchar_t* const policy : {L"Parallel", L"Queue", L"StopExisting"}) {
      Parts parts = own_action(L"act wait " + flag.path());
      parts.settings = L"<MultipleInstancesPolicy>" + std::wstring(policy) + L"</MultipleInstancesPolicy>";
      REQUIRE(client.add(L"\\Run", write_definition(parts)).answer == S_OK);
      REQUIRE(run(client, L"\\Run") == S_OK);
      REQUIRE(run(client, L"\\Run") == S_OK);
      CHECK(instances() == (std::wstring(policy) == L"StopExisting" ? 1 : 2));
      flag.raise();
      REQUIRE(wait_until_ended(client, L"\\Run"));
      CHECK(last_result(client, L"\\Run") == 0);
      DeleteFileW(flag.path().c_str());
    }
  }

  TEST_CASE("IRegisteredTask::Stop: SCHED_S_TASK_TERMINATED") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const Flag flag(L"end");
    REQUIRE(client.add(L"\\Run", write_definition(own_action(L"act wait " + flag.path()))).answer == S_OK);
    REQUIRE(run(client, L"\\Run") == S_OK);
    CHECK(client.task(L"\\Run")->Stop(0) == S_OK);
    CHECK(state_of(client, L"\\Run") == TASK_STATE_READY);
    CHECK(last_result(client, L"\\Run") == 0x00041306);
  }

  TEST_CASE("what Run does not start: SCHED_E_TASK_DISABLED, SCHED_E_START_ON_DEMAND") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\Run", write_definition({.settings = L"<Enabled>false</Enabled>"})).answer == S_OK);
    CHECK(run(client, L"\\Run") == kDisabled);
    REQUIRE(
        client
            .add(L"\\Run",
                 write_definition(
                     {.settings = L"<AllowStartOnDemand>false</AllowStartOnDemand><Enabled>true</Enabled>"}))
            .answer == S_OK);
    CHECK(run(client, L"\\Run") == kStartOnDemand);
    IRunningTask* running = nullptr;
    CHECK(client.task(L"\\Run")->RunEx(rig::nothing(), 2, 0, nullptr, &running) == S_OK);
    const ComPointer<IRunningTask> owned(running);
    CHECK(wait_until_ended(client, L"\\Run"));
  }

  TEST_CASE("a task goes on when the program that started it has ended") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const Flag flag(L"end");
    REQUIRE(client.add(L"\\Run", write_definition(own_action(L"act wait " + flag.path()))).answer == S_OK);
    CHECK(rig::OwnProcess(L"act run \\Run").wait() == 0);
    CHECK(state_of(client, L"\\Run") == TASK_STATE_RUNNING);
    flag.raise();
    REQUIRE(wait_until_ended(client, L"\\Run"));
    CHECK(last_result(client, L"\\Run") == 0);
  }

  TEST_CASE("TASK_IGNORE_REGISTRATION_TRIGGERS: without it, a registration trigger starts the task") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    Parts parts = own_action(L"act exit 9");
    parts.triggers = L"<RegistrationTrigger />";
    rig::Registering how;
    how.flags = TASK_CREATE | TASK_IGNORE_REGISTRATION_TRIGGERS;
    REQUIRE(client.add(L"\\Run", write_definition(parts), how).answer == S_OK);
    CHECK(last_result(client, L"\\Run") == 0x00041303);
    how.flags = TASK_UPDATE;
    REQUIRE(client.add(L"\\Run", write_definition(parts), how).answer == S_OK);
    REQUIRE(wait_until_ended(client, L"\\Run"));
    CHECK(last_result(client, L"\\Run") == 9);
  }
}
