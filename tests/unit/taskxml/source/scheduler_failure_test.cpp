#include "taskxml/source/scheduler_failure.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using launcher::format_failure;
using taskxml::describe_scheduler_failure;
using taskxml::scheduler_meanings;

namespace {

/// What Task Scheduler's page "Task Scheduler error and success constants" and [MS-ERREF] 2.1 list, written
/// down a second time.
struct Row {
  std::uint32_t code;
  const char* symbol;
  const char* advice;  ///< the command or setting it names
};

constexpr Row kRows[] = {
    {0x80041309, "SCHED_E_TRIGGER_NOT_FOUND", "schtasks /query"},
    {0x8004130A, "SCHED_E_TASK_NOT_READY", "taskxml diagnose"},
    {0x8004130B, "SCHED_E_TASK_NOT_RUNNING", "schtasks /query"},
    {0x8004130C, "SCHED_E_SERVICE_NOT_INSTALLED", "sfc /scannow"},
    {0x8004130D, "SCHED_E_CANNOT_OPEN_TASK", "schtasks /create /xml"},
    {0x8004130E, "SCHED_E_INVALID_TASK", "schtasks /create /xml"},
    {0x8004130F, "SCHED_E_ACCOUNT_INFORMATION_NOT_SET", "taskxml show"},
    {0x80041310, "SCHED_E_ACCOUNT_NAME_NOT_FOUND", "taskxml show"},
    {0x80041311, "SCHED_E_ACCOUNT_DBASE_CORRUPT", "schtasks /change"},
    {0x80041312, "SCHED_E_NO_SECURITY_SERVICES", "sc start Schedule"},
    {0x80041313, "SCHED_E_UNKNOWN_OBJECT_VERSION", "1.4 is Windows 10"},
    {0x80041314, "SCHED_E_UNSUPPORTED_ACCOUNT_OPTION", "taskxml show"},
    {0x80041315, "SCHED_E_SERVICE_NOT_RUNNING", "sc start Schedule"},
    {0x80041316, "SCHED_E_UNEXPECTEDNODE", "taskxml diagnose"},
    {0x80041317, "SCHED_E_NAMESPACE", "taskxml diagnose"},
    {0x80041318, "SCHED_E_INVALIDVALUE", "taskxml diagnose"},
    {0x80041319, "SCHED_E_MISSINGNODE", "taskxml diagnose"},
    {0x8004131A, "SCHED_E_MALFORMEDXML", "taskxml diagnose"},
    {0x0004131B, "SCHED_S_SOME_TRIGGERS_FAILED", "schtasks /query"},
    {0x0004131C, "SCHED_S_BATCH_LOGON_PROBLEM", "'Log on as a batch job'"},
    {0x8004131D, "SCHED_E_TOO_MANY_NODES", "48 triggers"},
    {0x8004131E, "SCHED_E_PAST_END_BOUNDARY", "taskschd.msc"},
    {0x8004131F, "SCHED_E_ALREADY_RUNNING", "schtasks /end"},
    {0x80041320, "SCHED_E_USER_NOT_LOGGED_ON", "taskschd.msc"},
    {0x80041321, "SCHED_E_INVALID_TASK_HASH", "schtasks /create /xml"},
    {0x80041322, "SCHED_E_SERVICE_NOT_AVAILABLE", "sc start Schedule"},
    {0x80041323, "SCHED_E_SERVICE_TOO_BUSY", "Repeat the command"},
    {0x80041324, "SCHED_E_TASK_ATTEMPTED", "taskschd.msc"},
    {0x80041326, "SCHED_E_TASK_DISABLED", "schtasks /change /tn NAME /enable"},
    {0x80041327, "SCHED_E_TASK_NOT_V1_COMPAT", "taskxml diagnose"},
    {0x80041328, "SCHED_E_START_ON_DEMAND", "'Allow task to be run on demand'"},
    {0x80041329, "SCHED_E_TASK_NOT_UBPM_COMPAT", "taskxml diagnose"},
    {0x80041330, "SCHED_E_DEPRECATED_FEATURE_USED", "PowerShell"},
    {0x80040154, "REGDB_E_CLASSNOTREG", "sfc /scannow"},
    {0x80070002, "ERROR_FILE_NOT_FOUND", "schtasks /query"},
    {0x80070003, "ERROR_PATH_NOT_FOUND", "schtasks /query"},
    {0x80070005, "ERROR_ACCESS_DENIED", "'Run as administrator'"},
    {0x80070020, "ERROR_SHARING_VIOLATION", "Repeat the command"},
    {0x80070032, "ERROR_NOT_SUPPORTED", "taskxml diagnose"},
    {0x80070057, "ERROR_INVALID_PARAMETER", "taskxml diagnose"},
    {0x8007007B, "ERROR_INVALID_NAME", "Check the path"},
    {0x80070091, "ERROR_DIR_NOT_EMPTY", "schtasks /query"},
    {0x800700B7, "ERROR_ALREADY_EXISTS", "schtasks /query"},
    {0x80070422, "ERROR_SERVICE_DISABLED", "sc config Schedule"},
    {0x8007052E, "ERROR_LOGON_FAILURE", "--skip-passwords"},
    {0x8007052F, "ERROR_ACCOUNT_RESTRICTION", "net user USER"},
    {0x80070530, "ERROR_INVALID_LOGON_HOURS", "net user USER"},
    {0x80070531, "ERROR_INVALID_WORKSTATION", "Log On To"},
    {0x80070532, "ERROR_PASSWORD_EXPIRED", "net user USER *"},
    {0x80070533, "ERROR_ACCOUNT_DISABLED", "/active:yes"},
    {0x80070534, "ERROR_NONE_MAPPED", "taskxml show"},
    {0x80070569, "ERROR_LOGON_TYPE_NOT_GRANTED", "secpol.msc"},
    {0x800706B5, "RPC_S_UNKNOWN_IF", "sc start Schedule"},
    {0x800706BA, "RPC_S_SERVER_UNAVAILABLE", "sc start Schedule"},
    {0x800706BE, "RPC_S_CALL_FAILED", "event log System"},
    {0x800706D9, "EPT_S_NOT_REGISTERED", "sc start Schedule"},
    {0x80070701, "ERROR_ACCOUNT_EXPIRED", "/expires:never"},
    {0x80070773, "ERROR_PASSWORD_MUST_CHANGE", "log on with it once"},
    {0x80070775, "ERROR_ACCOUNT_LOCKED_OUT", "Unlock-ADAccount"},
};

}  // namespace

TEST_SUITE("scheduler failure") {
  TEST_CASE(
      "G11: every code of Task Scheduler has its name, a text where the system has none, and an advice") {
    std::set<std::uint32_t> expected;
    for (const Row& row : kRows) {
      CAPTURE(row.symbol);
      CHECK(expected.insert(row.code).second);
      const launcher::Failure failure =
          describe_scheduler_failure("cannot register the task", R"(\Backup\Nightly)",
                                     {.code = row.code, .api = "ITaskFolder::RegisterTask", .text = {}});
      CHECK(failure.code == row.code);
      CHECK(failure.symbol == row.symbol);
      CAPTURE(failure.advice);
      CHECK(failure.advice.find(row.advice) != std::string::npos);
      const bool is_of_the_system = (row.code & 0x7FFF0000U) != 0x00040000U;
      CHECK(failure.text.empty() == is_of_the_system);
    }
    for (const auto& meaning : scheduler_meanings()) {
      CAPTURE(meaning.code);
      CHECK(expected.contains(meaning.code));
      CHECK_FALSE(meaning.advice.empty());
      CHECK(meaning.advice.find_first_of("{}") == std::string::npos);
    }
  }

  TEST_CASE("G11: the message of a failed call, with the system's text where there is one") {
    CHECK(format_failure(describe_scheduler_failure(
              "cannot start the task", R"(\Nightly)",
              {.code = 0x80041326, .api = "IRegisteredTask::Run", .text = "unknown error"})) ==
          "cannot start the task: \\Nightly: 2147750694 0x80041326 SCHED_E_TASK_DISABLED "
          "(IRegisteredTask::Run): The task is disabled. Enable it: schtasks /change /tn NAME /enable.");
    const launcher::Failure known = describe_scheduler_failure(
        "cannot start the task", R"(\Nightly)",
        {.code = 0x80041326, .api = "IRegisteredTask::Run", .text = "The task is off."});
    CHECK(known.text == "The task is off.");
    const launcher::Failure unknown =
        describe_scheduler_failure("cannot start the task", R"(\Nightly)",
                                   {.code = 0x80041399, .api = "IRegisteredTask::Run", .text = "odd"});
    CHECK(unknown.advice == "Look the number up with: certutil -error 0x80041399");
  }

  TEST_CASE("a service that starts is waited for, and a refused login is never tried again") {
    CHECK(taskxml::is_busy_service(0x80041315));
    CHECK(taskxml::is_busy_service(0x80041323));
    CHECK_FALSE(taskxml::is_busy_service(0x80041322));
    CHECK(taskxml::is_missing_task(0x80070002));
    CHECK(taskxml::is_missing_task(0x80070003));
    CHECK_FALSE(taskxml::is_missing_task(0x80070005));
    // Wrong, locked out, expired, disabled; and access denied, which says the same of a password.
    for (const std::uint32_t code : {0x8007052EU, 0x80070775U, 0x80070532U, 0x80070533U, 0x80070005U})
      CHECK(taskxml::is_refused_login(code));
    CHECK_FALSE(taskxml::is_refused_login(0x80041315));
    CHECK_FALSE(taskxml::is_refused_login(0x80041318));
  }
}
