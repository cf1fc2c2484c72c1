#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

namespace {

using rig::CleanScheduler;
using rig::Parts;
using rig::Registering;
using rig::write_definition;

constexpr auto kExists = static_cast<HRESULT>(0x800700B7);
constexpr auto kNoFile = static_cast<HRESULT>(0x80070002);
constexpr auto kNoPath = static_cast<HRESULT>(0x80070003);
constexpr auto kInvalidName = static_cast<HRESULT>(0x8007007B);
constexpr auto kLogonFailure = static_cast<HRESULT>(0x8007052E);

Registering with_flags(LONG flags) {
  Registering how;
  how.flags = flags;
  return how;
}

std::wstring xml_of(rig::TaskClient& client, const std::wstring& path) {
  const auto task = client.task(path);
  REQUIRE(task);
  return rig::read_text(*task, &IRegisteredTask::get_Xml);
}

std::wstring descriptor_of(IRegisteredTask& task) {
  BSTR text = nullptr;
  REQUIRE(task.GetSecurityDescriptor(DACL_SECURITY_INFORMATION, &text) == S_OK);
  std::wstring result(text, SysStringLen(text));
  SysFreeString(text);
  return result;
}

VARIANT_BOOL is_enabled(IRegisteredTask& task) {
  VARIANT_BOOL enabled = VARIANT_FALSE;
  REQUIRE(task.get_Enabled(&enabled) == S_OK);
  return enabled;
}

}  // namespace

TEST_SUITE("scheduler") {
  TEST_CASE("ITaskFolder::RegisterTask: the definition comes back as it was given, and is a file of UTF-16") {
    CleanScheduler scheduler;
    const std::wstring xml = write_definition({.arguments = L"\x4E2D &amp; <![CDATA[ ]]>"});
    const rig::Registered made = scheduler.client().add(L"\\Backup\\Nightly", xml);
    REQUIRE(made.answer == S_OK);
    CHECK(rig::read_text(*made.task, &IRegisteredTask::get_Path) == L"\\Backup\\Nightly");
    CHECK(rig::read_text(*made.task, &IRegisteredTask::get_Name) == L"Nightly");
    CHECK(xml_of(scheduler.client(), L"\\backup\\NIGHTLY") == xml);
    const std::string file = rig::read_file(rig::definition_file(L"\\Backup\\Nightly"));
    REQUIRE(file.size() == 2 + xml.size() * sizeof(wchar_t));
    CHECK(file.substr(0, 2) == "\xFF\xFE");
    CHECK(std::string_view(file).substr(2) ==
          std::string_view(reinterpret_cast<const char*>(xml.data()), xml.size() * sizeof(wchar_t)));
  }

  TEST_CASE("TASK_CREATION: create, update, both, and what is not combined") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const std::wstring first = write_definition({});
    const std::wstring second = write_definition({.arguments = L"/c exit 1"});
    CHECK(client.add(L"\\One", first, with_flags(TASK_UPDATE)).answer == kNoFile);
    CHECK(client.add(L"\\One", first, with_flags(TASK_CREATE)).answer == S_OK);
    CHECK(client.add(L"\\One", second, with_flags(TASK_CREATE)).answer == kExists);
    CHECK(xml_of(client, L"\\One") == first);
    CHECK(client.add(L"\\One", second, with_flags(TASK_UPDATE)).answer == S_OK);
    CHECK(xml_of(client, L"\\One") == second);
    CHECK(client.add(L"\\One", first, with_flags(TASK_CREATE_OR_UPDATE)).answer == S_OK);
    CHECK(client.add(L"\\Two", first, with_flags(TASK_CREATE_OR_UPDATE)).answer == S_OK);
    CHECK(client.add(L"\\One", first, with_flags(TASK_VALIDATE_ONLY | TASK_CREATE)).answer == E_INVALIDARG);
    CHECK(client.add(L"\\One", first, with_flags(0)).answer == E_INVALIDARG);
    CHECK(client.add(L"\\One", first, with_flags(TASK_CREATE | 0x40)).answer == E_INVALIDARG);
  }

  TEST_CASE("TASK_VALIDATE_ONLY: the syntax is checked, nothing is registered") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    CHECK(client.add(L"\\One", write_definition({}), with_flags(TASK_VALIDATE_ONLY)).answer == S_OK);
    CHECK(client.add(L"\\One", L"<Task>", with_flags(TASK_VALIDATE_ONLY)).answer ==
          static_cast<HRESULT>(0x8004131A));
    HRESULT answer = S_OK;
    CHECK_FALSE(client.task(L"\\One", &answer));
    CHECK(answer == kNoFile);
  }

  TEST_CASE("Task Scheduler Error and Success Constants: definitions that are refused") {
    CleanScheduler scheduler;
    const auto answer_to = [&](const std::wstring& xml) {
      return scheduler.client().add(L"\\One", xml).answer;
    };
    const auto without = [](std::wstring text, const std::wstring& part, const std::wstring& instead) {
      const std::size_t at = text.find(part);
      REQUIRE(at != std::wstring::npos);
      return text.replace(at, part.size(), instead);
    };
    const std::wstring good = write_definition({});
    const std::wstring name_space = L" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"";
    struct Bad {
      const char* what;
      std::wstring xml;
      unsigned code;
    };
    const std::vector<Bad> all{
        {"no end tag", without(good, L"</Task>", L""), 0x8004131A},
        {"a bare &", write_definition({.arguments = L"a & b"}), 0x8004131A},
        {"empty", L"", 0x8004131A},
        {"half a character", write_definition({.arguments = std::wstring(1, L'\xD800')}), 0x8004131A},
        {"another encoding", without(good, L"UTF-16", L"UTF-8"), 0x8004131A},
        {"no namespace", without(good, name_space, L""), 0x80041317},
        {"another namespace", without(good, L"mit/task", L"mit/tasks"), 0x80041317},
        {"a value", write_definition({.settings = L"<Enabled>maybe</Enabled>"}), 0x80041318},
        {"no Command", write_definition({.command = L""}), 0x80041319},
        {"an empty Command", write_definition({.command = L" "}), 0x80041318},
        {"two Commands", write_definition({.command = L"a</Command><Command>b"}), 0x80041316},
        {"an unknown element", write_definition({.settings = L"<Colour>red</Colour>"}), 0x80041316},
        {"no EndBoundary",
         write_definition({.settings = L"<DeleteExpiredTaskAfter>P1D</DeleteExpiredTaskAfter>"}), 0x80041319},
    };
    for (const Bad& bad : all) {
      const std::string what = bad.what;
      CAPTURE(what);
      CHECK(static_cast<unsigned>(answer_to(bad.xml)) == bad.code);
    }
    CHECK(answer_to(good) == S_OK);
  }

  TEST_CASE("[MS-TSCH] 2.3.11: names that are none") {
    CleanScheduler scheduler;
    const std::wstring xml = write_definition({});
    for (const wchar_t* const path :
         {L"\\a:b", L"\\a/b", L"\\..", L"\\a\\..\\b", L"\\a\\\\b", L"\\ a", L"\\a ", L"\\a\\", L"\\"}) {
      CAPTURE(std::wstring(path).size());
      CHECK(scheduler.client().add(path, xml).answer == kInvalidName);
    }
  }

  TEST_CASE("[MS-TSCH] 3.2.5.4.2: TASK_UPDATE without a descriptor keeps the one there is") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    Registering how = with_flags(TASK_CREATE);
    how.sddl = L"D:(A;;FA;;;SY)(A;;FR;;;AU)";
    REQUIRE(client.add(L"\\One", write_definition({}), how).answer == S_OK);
    const auto task = client.task(L"\\One");
    const std::wstring before = descriptor_of(*task);
    CHECK(before.find(L";AU)") != std::wstring::npos);
    REQUIRE(client.add(L"\\One", write_definition({.arguments = L"2"}), with_flags(TASK_UPDATE)).answer ==
            S_OK);
    CHECK(descriptor_of(*task) == before);
    how = with_flags(TASK_UPDATE);
    how.sddl = L"D:(A;;FA;;;SY)";
    REQUIRE(client.add(L"\\One", write_definition({}), how).answer == S_OK);
    CHECK(descriptor_of(*task).find(L";AU)") == std::wstring::npos);
    how.sddl = L"nonsense";
    CHECK(client.add(L"\\One", write_definition({}), how).answer == E_INVALIDARG);
    CHECK(task->SetSecurityDescriptor(rig::Text(L"D:(A;;FA;;;BA)").get(), 0) == S_OK);
    CHECK(descriptor_of(*task).find(L";BA)") != std::wstring::npos);
  }

  TEST_CASE(
      "IRegistrationInfo::put_SecurityDescriptor: that of the definition, unless another one is given") {
    CleanScheduler scheduler;
    const Parts parts{.info = L"<SecurityDescriptor>D:(A;;FA;;;SY)(A;;FR;;;AU)</SecurityDescriptor>"};
    const rig::Registered first = scheduler.client().add(L"\\One", write_definition(parts));
    REQUIRE(first.answer == S_OK);
    CHECK(descriptor_of(*first.task).find(L";AU)") != std::wstring::npos);
    Registering how;
    how.sddl = L"D:(A;;FA;;;SY)";
    const rig::Registered second = scheduler.client().add(L"\\Two", write_definition(parts), how);
    REQUIRE(second.answer == S_OK);
    CHECK(descriptor_of(*second.task).find(L";AU)") == std::wstring::npos);
  }

  TEST_CASE("TASK_DONT_ADD_PRINCIPAL_ACE: the principal gets no right of its own") {
    CleanScheduler scheduler;
    const std::wstring xml = write_definition({.principal = L"<UserId>S-1-5-19</UserId>"});
    const rig::Registered with = scheduler.client().add(L"\\With", xml, with_flags(TASK_CREATE));
    const rig::Registered without =
        scheduler.client().add(L"\\Without", xml, with_flags(TASK_CREATE | TASK_DONT_ADD_PRINCIPAL_ACE));
    REQUIRE((with.task && without.task));
    CHECK(descriptor_of(*with.task).find(L";LS)") != std::wstring::npos);
    CHECK(descriptor_of(*without.task).find(L";LS)") == std::wstring::npos);
  }

  TEST_CASE("Enabled (settingsType) Element, TASK_DISABLE, IRegisteredTask::put_Enabled") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    const std::wstring silent = write_definition({});
    const std::wstring enabled = write_definition({.settings = L"<Enabled>true</Enabled>"});
    const rig::Registered one = client.add(L"\\One", silent, with_flags(TASK_CREATE | TASK_DISABLE));
    REQUIRE(one.answer == S_OK);
    CHECK(is_enabled(*one.task) == VARIANT_FALSE);
    TASK_STATE state = TASK_STATE_UNKNOWN;
    CHECK(one.task->get_State(&state) == S_OK);
    CHECK(state == TASK_STATE_DISABLED);
    REQUIRE(client.add(L"\\One", silent, with_flags(TASK_UPDATE)).answer == S_OK);
    CHECK(is_enabled(*one.task) == VARIANT_FALSE);  // the definition says nothing of it
    CHECK(xml_of(client, L"\\One").find(L"<Enabled>false</Enabled>") != std::wstring::npos);
    REQUIRE(client.add(L"\\One", enabled, with_flags(TASK_UPDATE)).answer == S_OK);
    CHECK(is_enabled(*one.task) == VARIANT_TRUE);
    CHECK(one.task->put_Enabled(VARIANT_FALSE) == S_OK);
    CHECK(xml_of(client, L"\\One").find(L"<Enabled>false</Enabled>") != std::wstring::npos);
    CHECK(one.task->put_Enabled(VARIANT_TRUE) == S_OK);
    CHECK(xml_of(client, L"\\One") == enabled);
  }

  TEST_CASE("TASK_LOGON_PASSWORD: the password is checked, each try is on record, none is in a file") {
    CleanScheduler scheduler;
    rig::write_task_plan(
        "account RIG\\backup sid=S-1-5-21-1-2-3-1001 password=right-one\n"
        "\\Nobody on=run error=5 times=1\n\\* on=register delay=1 times=9\n");
    rig::TaskClient& client = scheduler.client();
    const std::wstring xml = write_definition(
        {.principal = L"<UserId>S-1-5-21-1-2-3-1001</UserId><LogonType>Password</LogonType>"});
    Registering how = with_flags(TASK_CREATE);
    CHECK(client.add(L"\\One", xml, how).answer == kLogonFailure);
    CHECK(rig::read_task_logons().empty());
    how.user = L"rig\\Backup";
    how.password = L"wrong-one";
    how.logon_type = TASK_LOGON_PASSWORD;
    CHECK(client.add(L"\\One", xml, how).answer == kLogonFailure);
    how.password = L"right-one";
    CHECK(client.add(L"\\One", xml, how).answer == S_OK);
    CHECK(rig::read_task_logons() == std::vector<std::string>{"result=refused account=RIG\\backup",
                                                              "result=accepted account=RIG\\backup"});
    CHECK(rig::is_kept_in_a_file(L"S-1-5-21-1-2-3-1001"));
    CHECK_FALSE(rig::is_kept_in_a_file(L"right-one"));
    CHECK_FALSE(rig::is_kept_in_a_file(L"wrong-one"));
    how.user = L"RIG\\nobody";
    CHECK(client.add(L"\\Two", xml, how).answer == kLogonFailure);
  }

  TEST_CASE("TASK_LOGON_TYPE: accounts whose password Windows knows, and logon types that store none") {
    CleanScheduler scheduler;
    for (const wchar_t* const principal :
         {L"<UserId>S-1-5-18</UserId><LogonType>Password</LogonType>",
          L"<UserId>RIG\\managed$</UserId><LogonType>Password</LogonType>",
          L"<UserId>RIG\\anybody</UserId><LogonType>S4U</LogonType>",
          L"<UserId>RIG\\anybody</UserId><LogonType>InteractiveToken</LogonType>",
          L"<GroupId>S-1-5-32-544</GroupId>"}) {
      CHECK(scheduler.client().add(L"\\One", write_definition({.principal = principal})).answer == S_OK);
    }
    CHECK(rig::read_task_logons().empty());
  }

  TEST_CASE("ITaskFolder::RegisterTask: without a path, the name is a GUID in the root folder") {
    CleanScheduler scheduler;
    IRegisteredTask* task = nullptr;
    REQUIRE(scheduler.client().folder(L"\\")->RegisterTask(nullptr, rig::Text(write_definition({})).get(),
                                                           TASK_CREATE, rig::nothing(), rig::nothing(),
                                                           TASK_LOGON_NONE, rig::nothing(), &task) == S_OK);
    const rig::ComPointer<IRegisteredTask> owned(task);
    CHECK(rig::read_text(*task, &IRegisteredTask::get_Path).starts_with(L"\\{"));
    CHECK(scheduler.client().task_names(L"\\", 0).size() == 1);
  }

  TEST_CASE(
      "ITaskFolder::RegisterTask: the user and the logon type given take priority over the definition's") {
    CleanScheduler scheduler;
    Registering how;
    how.user = L"RIG\\other";
    how.logon_type = TASK_LOGON_S4U;
    const std::wstring xml =
        write_definition({.principal = L"<UserId>RIG\\one</UserId><LogonType>InteractiveToken</LogonType>"});
    REQUIRE(scheduler.client().add(L"\\One", xml, how).answer == S_OK);
    const std::wstring stored = xml_of(scheduler.client(), L"\\One");
    CHECK(stored.find(L"<UserId>RIG\\other</UserId>") != std::wstring::npos);
    CHECK(stored.find(L"<LogonType>S4U</LogonType>") != std::wstring::npos);
  }

  TEST_CASE("whoever reads while others register, and are killed in it, sees one definition or the other") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\One", rig::large_definition(0)).answer == S_OK);
    const std::array<std::wstring, 2> both{rig::large_definition(0), rig::large_definition(1)};
    for (int round = 0; round < 10; ++round) {
      const rig::OwnProcess writer(L"act flip \\One");
      const ULONGLONG end = GetTickCount64() + 100 + static_cast<ULONGLONG>(round) * 7;
      while (GetTickCount64() < end) {
        const std::wstring now = xml_of(client, L"\\One");
        REQUIRE((now == both[0] || now == both[1]));
      }
      writer.kill();
      const std::wstring now = xml_of(client, L"\\One");
      REQUIRE((now == both[0] || now == both[1]));
    }
    CHECK(client.add(L"\\One", both[1]).answer == S_OK);
    CHECK(client.task_names(L"\\", TASK_ENUM_HIDDEN).size() == 1);
  }

  TEST_CASE("ITaskFolder::GetTask, DeleteTask: what is missing") {
    CleanScheduler scheduler;
    rig::TaskClient& client = scheduler.client();
    REQUIRE(client.add(L"\\Backup\\One", write_definition({})).answer == S_OK);
    HRESULT answer = S_OK;
    client.task(L"\\Backup\\Two", &answer);
    CHECK(answer == kNoFile);
    client.task(L"\\Nowhere\\One", &answer);
    CHECK(answer == kNoPath);
    client.task(L"\\Backup", &answer);
    CHECK(answer == kNoFile);
    const auto task = client.task(L"\\Backup\\One");
    CHECK(client.remove(L"\\Backup\\Two") == kNoFile);
    CHECK(client.remove(L"\\Backup\\One") == S_OK);
    BSTR xml = nullptr;
    CHECK(task->get_Xml(&xml) == kNoFile);
  }
}
