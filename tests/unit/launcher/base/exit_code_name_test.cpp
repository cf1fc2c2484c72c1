#include "launcher/base/exit_code_name.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using namespace launcher;

TEST_SUITE("exit_code_name") {
  TEST_CASE("codes that Windows ends programs with are known by name") {
    struct Row {
      ExitCode code;
      std::string_view name;
    };
    for (const Row& row :
         {Row{0xC0000005, "STATUS_ACCESS_VIOLATION"}, Row{0xC000013A, "STATUS_CONTROL_C_EXIT"},
          Row{0xC0000135, "STATUS_DLL_NOT_FOUND"}, Row{0xC0000142, "STATUS_DLL_INIT_FAILED"},
          Row{0xC0000409, "STATUS_STACK_BUFFER_OVERRUN"}, Row{0xC00000FD, "STATUS_STACK_OVERFLOW"},
          Row{0xC0000374, "STATUS_HEAP_CORRUPTION"}, Row{0x40010004, "DBG_TERMINATE_PROCESS"},
          Row{0x00041301, "SCHED_S_TASK_RUNNING"}, Row{259, "STILL_ACTIVE"}}) {
      CAPTURE(row.code);
      CHECK(explain_exit_code(row.code).name == row.name);
    }
  }

  TEST_CASE("a code that every program uses in its own way gets no name, but says so") {
    for (const ExitCode code : {1U, 2U, 3U, 5U, 255U, 0xFFFFFFFFU, 0xE0434352U}) {
      CAPTURE(code);
      CHECK(explain_exit_code(code).name.empty());
      CHECK_FALSE(explain_exit_code(code).meaning.empty());
    }
  }

  TEST_CASE("an HRESULT of a Win32 code has that code's symbol, our own codes among them") {
    CHECK(explain_exit_code(0x80070003).name == "ERROR_PATH_NOT_FOUND");
    CHECK(explain_exit_code(0x80070035).name == "ERROR_BAD_NETPATH");
    CHECK(explain_exit_code(0x8007010B).name == "ERROR_DIRECTORY");
    for (const ExitCode ours : {0x800700A0U, 0x8007000DU, 0x80070005U, 0x800705B4U, 0x8007054FU}) {
      CAPTURE(ours);
      CHECK_FALSE(explain_exit_code(ours).name.empty());
    }
    // What a server made us end with has no 16 bits.
    CHECK(explain_exit_code(0xC05D0003).name == "STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED");
    CHECK(explain_exit_code(0x80090006).name == "NTE_BAD_SIGNATURE");
    // 53 as a plain exit code is the program's own affair.
    CHECK(explain_exit_code(53).name.empty());
    CHECK(explain_exit_code(0x80080035).name.empty());
  }

  TEST_CASE("an unknown code has neither name nor meaning, and success needs none") {
    for (const ExitCode code : {0U, 4711U, 0x80079999U, 0xC0FFEE00U}) {
      CAPTURE(code);
      CHECK(explain_exit_code(code).code == code);
      CHECK(explain_exit_code(code).name.empty());
      CHECK(explain_exit_code(code).meaning.empty());
    }
  }

  TEST_CASE("the table is in order, no code and no name is in it twice, and every row says something") {
    ExitCode last = 0;
    std::set<std::string_view> names;
    for (const ExitCodeMeaning& row : exit_code_meanings()) {
      CAPTURE(row.code);
      CHECK(row.code > last);
      CHECK_FALSE((row.name.empty() && row.meaning.empty()));
      if (!row.name.empty()) CHECK(names.insert(row.name).second);
      last = row.code;
    }
  }
}
