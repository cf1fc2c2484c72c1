#include <doctest/doctest.h>

#include <string>

#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

namespace {

using rig::CleanScheduler;
using rig::write_definition;
using rig::write_task_plan;

constexpr auto kDenied = static_cast<HRESULT>(0x80070005);
constexpr auto kServiceNotRunning = static_cast<HRESULT>(0x80041315);

HRESULT read_answer(rig::TaskClient& client, const std::wstring& path) {
  HRESULT answer = S_OK;
  const auto task = client.task(path, &answer);
  if (FAILED(answer)) return answer;
  BSTR xml = nullptr;
  answer = task->get_Xml(&xml);
  SysFreeString(xml);
  return answer;
}

std::wstring xml_of(rig::TaskClient& client, const std::wstring& path) {
  const auto task = client.task(path);
  REQUIRE(task);
  return rig::read_text(*task, &IRegisteredTask::get_Xml);
}

bool contains(const std::wstring& text, std::wstring_view part) {
  return text.find(part) != std::wstring::npos;
}

}  // namespace

TEST_SUITE("scheduler") {
  TEST_CASE("plan: access to a path is denied for one event") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const std::wstring xml = write_definition({});
    REQUIRE(client.add(L"\\Backup\\My Task", xml).answer == S_OK);
    REQUIRE(client.add(L"\\Backup\\Other", xml).answer == S_OK);
    write_task_plan("# comment\n\"\\Backup\\My Task\" on=read error=0x80070005\n");
    CHECK(read_answer(client, L"\\Backup\\My Task") == kDenied);
    CHECK(read_answer(client, L"\\Backup\\Other") == S_OK);
    write_task_plan("\\backup\\* on=register error=0x80070005\n");
    CHECK(client.add(L"\\Backup\\Other", xml).answer == kDenied);
    CHECK(client.add(L"\\Other", xml).answer == S_OK);
    CHECK(read_answer(client, L"\\Backup\\Other") == S_OK);
    write_task_plan("\\Backup on=list error=0x80070005\n");
    IRegisteredTaskCollection* tasks = nullptr;
    CHECK(client.folder(L"\\Backup")->GetTasks(0, &tasks) == kDenied);
    write_task_plan("\\Backup on=open error=0x80070005\n");
    HRESULT answer = S_OK;
    client.folder(L"\\Backup", &answer);
    CHECK(answer == kDenied);
    write_task_plan("\\Backup\\Other on=delete error=0x80070005\n");
    CHECK(client.remove(L"\\Backup\\Other") == kDenied);
    write_task_plan("");
    CHECK(client.remove(L"\\Backup\\Other") == S_OK);
  }

  TEST_CASE("plan: times=K, and a plan that is written again counts anew") {
    CleanScheduler scheduler;
    rig::TaskClient client;
    for (int round = 0; round < 2; ++round) {
      write_task_plan("\\ on=connect error=0x80041315 times=2\n");
      CHECK(client.connect() == kServiceNotRunning);
      CHECK(client.connect() == kServiceNotRunning);
      CHECK(client.connect() == S_OK);
      CHECK(client.connect() == S_OK);
      Sleep(20);  // the time of the next plan is another one
    }
  }

  TEST_CASE("plan: delay=MS") {
    CleanScheduler scheduler;
    write_task_plan("\\* on=open delay=300\n");
    const ULONGLONG begin = GetTickCount64();
    CHECK(scheduler.client().folder(L"\\"));
    CHECK(GetTickCount64() - begin >= 290);
  }

  TEST_CASE("plan: change=windows-form writes a definition as Windows exports it") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    write_task_plan(
        "account RIG\\backup sid=S-1-5-21-1-2-3-1001 password=x\n"
        "\\Backup\\* on=register change=windows-form\n");
    const std::wstring given = write_definition({.arguments = L"a &amp; <![CDATA[<b>]]> \"c\"",
                                                 .settings = L"<Hidden>true</Hidden>",
                                                 .principal = L"<UserId>rig\\BACKUP</UserId>"});
    REQUIRE(client.add(L"\\Backup\\One", given).answer == S_OK);
    const std::wstring made = xml_of(client, L"\\Backup\\One");
    CHECK_FALSE(contains(made, L"<!--"));
    CHECK(contains(made, L"<Arguments>a &amp; &lt;b&gt; \"c\"</Arguments>\r\n"));
    CHECK(contains(made, L"<UserId>S-1-5-21-1-2-3-1001</UserId>"));
    CHECK(contains(made, L"<URI>\\Backup\\One</URI>"));
    CHECK(contains(made, L"<Date>20"));
    CHECK(contains(made, L"<Author>"));
    CHECK(contains(made, L"<Hidden>true</Hidden>"));
    CHECK(contains(made, L"<ExecutionTimeLimit>PT72H</ExecutionTimeLimit>"));
    CHECK(made.find(L"<Settings>") < made.find(L"<Triggers />"));
    // What it wrote it takes, and writes again in the same way.
    REQUIRE(client.add(L"\\Backup\\One", made).answer == S_OK);
    CHECK(xml_of(client, L"\\Backup\\One") == made);
    // Elsewhere, nothing is changed.
    REQUIRE(client.add(L"\\One", given).answer == S_OK);
    CHECK(xml_of(client, L"\\One") == given);
  }

  TEST_CASE("plan: change=cut-arguments registers what was not given, once") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    write_task_plan("\\One on=register change=cut-arguments times=1\n");
    const std::wstring given = write_definition({.arguments = L"12345678"});
    REQUIRE(client.add(L"\\One", given).answer == S_OK);
    CHECK(contains(xml_of(client, L"\\One"), L"<Arguments>1234</Arguments>"));
    REQUIRE(client.add(L"\\One", given).answer == S_OK);
    CHECK(xml_of(client, L"\\One") == given);
  }

  TEST_CASE("plan: a task that is running") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\One", write_definition({})).answer == S_OK);
    write_task_plan("\\One running=1\n");
    TASK_STATE state = TASK_STATE_UNKNOWN;
    CHECK(client.task(L"\\One")->get_State(&state) == S_OK);
    CHECK(state == TASK_STATE_RUNNING);
    IRunningTaskCollection* running = nullptr;
    REQUIRE(client.task(L"\\One")->GetInstances(0, &running) == S_OK);
    const rig::ComPointer<IRunningTaskCollection> owned(running);
    LONG count = 0;
    CHECK(running->get_Count(&count) == S_OK);
    CHECK(count == 1);
  }
}
