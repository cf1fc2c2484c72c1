#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

namespace {

using rig::CleanScheduler;
using rig::write_definition;
using Names = std::vector<std::wstring>;

constexpr auto kExists = static_cast<HRESULT>(0x800700B7);
constexpr auto kNoPath = static_cast<HRESULT>(0x80070003);
constexpr auto kNotEmpty = static_cast<HRESULT>(0x80070091);

}  // namespace

TEST_SUITE("scheduler") {
  TEST_CASE("ITaskService::Connect: before it, only itself is answered") {
    rig::TaskClient client;
    VARIANT_BOOL connected = VARIANT_TRUE;
    CHECK(client.service().get_Connected(&connected) == S_OK);
    CHECK(connected == VARIANT_FALSE);
    HRESULT answer = S_OK;
    CHECK_FALSE(client.folder(L"\\", &answer));
    CHECK(answer == HRESULT_FROM_WIN32(ERROR_ONLY_IF_CONNECTED));
    CHECK(client.service().Connect(rig::Text(L"elsewhere").variant(), rig::nothing(), rig::nothing(),
                                   rig::nothing()) == HRESULT_FROM_WIN32(ERROR_BAD_NETPATH));
    CHECK(client.connect() == S_OK);
    CHECK(client.service().get_Connected(&connected) == S_OK);
    CHECK(connected == VARIANT_TRUE);
    CHECK(client.folder(L"\\"));
  }

  TEST_CASE("ITaskFolder::CreateFolder, GetFolder, DeleteFolder") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    CHECK(client.create_folder(L"\\Backup\\Deep\\Deeper") == S_OK);
    CHECK(client.create_folder(L"\\backup\\deep") == kExists);
    HRESULT answer = S_OK;
    client.folder(L"\\Nowhere", &answer);
    CHECK(answer == kNoPath);
    const auto folder = client.folder(L"\\backup\\deep");
    REQUIRE(folder);
    CHECK(rig::read_text(*folder, &ITaskFolder::get_Path) == L"\\Backup\\Deep");
    CHECK(rig::read_text(*folder, &ITaskFolder::get_Name) == L"Deep");
    CHECK(rig::read_text(*client.folder(L"\\"), &ITaskFolder::get_Name) == L"\\");
    CHECK(client.delete_folder(L"\\Backup\\Deep") == kNotEmpty);
    CHECK(client.delete_folder(L"\\Backup\\Nothing") == kNoPath);
    CHECK(client.delete_folder(L"\\Backup\\Deep\\Deeper") == S_OK);
    CHECK(client.delete_folder(L"\\Backup\\Deep") == S_OK);
    CHECK(client.folder_names(L"\\Backup").empty());
  }

  TEST_CASE("a folder with a task is not empty, and a task has no name of a folder") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\Backup\\One", write_definition({})).answer == S_OK);
    CHECK(client.delete_folder(L"\\Backup") == kNotEmpty);
    CHECK(client.add(L"\\Backup", write_definition({})).answer == kExists);
    CHECK(client.create_folder(L"\\Backup\\One") == kExists);
  }

  TEST_CASE("ITaskFolder::GetTasks: TASK_ENUM_HIDDEN shows what Hidden hides") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\Backup\\Seen", write_definition({})).answer == S_OK);
    REQUIRE(client.add(L"\\Backup\\Below\\Other", write_definition({})).answer == S_OK);
    REQUIRE(
        client.add(L"\\Backup\\Hidden", write_definition({.settings = L"<Hidden>true</Hidden>"})).answer ==
        S_OK);
    CHECK(client.task_names(L"\\Backup", 0) == Names{L"Seen"});
    CHECK(client.task_names(L"\\Backup", TASK_ENUM_HIDDEN) == Names{L"Hidden", L"Seen"});
    CHECK(client.folder_names(L"\\Backup") == Names{L"Below"});
    CHECK(client.folder_names(L"\\") == Names{L"Backup"});
  }

  TEST_CASE("IRegisteredTaskCollection::get_Item: from 1 to the count") {
    CleanScheduler scheduler;
    REQUIRE(scheduler.client().add(L"\\One", write_definition({})).answer == S_OK);
    IRegisteredTaskCollection* tasks = nullptr;
    REQUIRE(scheduler.client().folder(L"\\")->GetTasks(0, &tasks) == S_OK);
    const rig::ComPointer<IRegisteredTaskCollection> owned(tasks);
    for (const LONG index : {0, 2, -1}) {
      VARIANT number = rig::nothing();
      V_VT(&number) = VT_I4;
      V_I4(&number) = index;
      IRegisteredTask* task = nullptr;
      CHECK(tasks->get_Item(number, &task) == E_INVALIDARG);
      CHECK(task == nullptr);
    }
  }

  TEST_CASE("a definition that was put into the folder as a file is a task") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\Backup\\One", write_definition({})).answer == S_OK);
    const std::string bytes = rig::read_file(rig::definition_file(L"\\Backup\\One"));
    rig::write_file(rig::definition_file(L"\\Backup\\Two"), bytes);
    CHECK(client.task_names(L"\\Backup", 0) == Names{L"One", L"Two"});
    LONG result = 0;
    CHECK(client.task(L"\\Backup\\Two")->get_LastTaskResult(&result) == S_OK);
    CHECK(result == 0x00041303);
  }

  TEST_CASE("Rules for Managing Reference Counts: an object ends with its last reference") {
    CleanScheduler scheduler;
    const auto folder = scheduler.client().folder(L"\\");
    IUnknown* unknown = nullptr;
    REQUIRE(folder->QueryInterface(IID_IUnknown, reinterpret_cast<void**>(&unknown)) == S_OK);
    CHECK(unknown->Release() == 1);
    void* other = &unknown;
    CHECK(folder->QueryInterface(IID_ITaskService, &other) == E_NOINTERFACE);
    CHECK(other == nullptr);
  }
}
