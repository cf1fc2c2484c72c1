#include "launcher/base/error.hpp"

#include <doctest/doctest.h>

#include <string>

using launcher::Error;
using launcher::exit_code_from_win32;
using launcher::Failure;
using launcher::format_failure;

TEST_SUITE("error") {
  TEST_CASE(
      "G11: a failure says what, on what, the number, the symbol, the API, the system's text and advice") {
    struct Row {
      Failure failure;
      std::string line;
    };
    const Row rows[] = {
        {{.what = "cannot connect",
          .subject = "S: \\\\fs01\\projects",
          .code = 53,
          .symbol = "ERROR_BAD_NETPATH",
          .api = "WNetAddConnection2W",
          .text = "The network path was not found.",
          .advice = "Check the name of the server"},
         "cannot connect: S: \\\\fs01\\projects: 53 ERROR_BAD_NETPATH (WNetAddConnection2W): The network "
         "path was not "
         "found. Check the name of the server."},
        {{.what = "bad command line", .subject = "--drvie", .text = "there is no such option"},
         "bad command line: --drvie: there is no such option."},
        {{.what = "cannot open", .subject = "a.txt", .code = 4711}, "cannot open: a.txt: 4711."},
        {{.what = "cannot connect",
          .subject = "S:",
          .code = 3227320323,
          .symbol = "STATUS_X",
          .api = "WNetAddConnection2W",
          .text = "A text."},
         "cannot connect: S:: 3227320323 0xC05D0003 STATUS_X (WNetAddConnection2W): A text."},
        {{.what = "cannot open", .subject = "a.txt", .code = 4711, .api = "CreateFileW"},
         "cannot open: a.txt: 4711 (CreateFileW)."},
        {{.what = "nothing to connect", .advice = "Name a drive."}, "nothing to connect. Name a drive."},
        {{.what = "nothing to connect"}, "nothing to connect."},
        {{.what = "bad command line", .subject = "--x\ny\x01", .text = "text"},
         "bad command line: --x y : text."},
        // FormatMessageW ends in CR LF and breaks long texts into lines.
        {{.what = "cannot connect",
          .subject = "S:",
          .code = 1219,
          .text = "Multiple connections to a server\r\nare not allowed. \r\n",
          .advice = " Use one user per server. "},
         "cannot connect: S:: 1219: Multiple connections to a server are not allowed. Use one user per "
         "server."},
    };
    for (const Row& row : rows) {
      CHECK(format_failure(row.failure) == row.line);
      CHECK(Error(row.failure).what() == row.line);
    }
  }

  TEST_CASE("an HRESULT or NTSTATUS is an exit code as it is, as HRESULT_FROM_WIN32 has it") {
    for (const std::uint32_t code : {0xC05D0003U, 0x80090006U, 0xC000A000U, 0x80070035U, 0xFFFFFFFFU}) {
      CAPTURE(code);
      CHECK(exit_code_from_win32(code) == code);
      CHECK(Error({.what = "w", .code = code}).exit_code() == code);
    }
    CHECK(exit_code_from_win32(11001) == 0x80072AF9);
    CHECK(exit_code_from_win32(0xFFFF) == 0x8007FFFF);
    CHECK(exit_code_from_win32(0x00041301) == 0x80071301);  // positive: the macro keeps 16 bits
  }

  TEST_CASE("exit codes of our own are the HRESULT of the system's code") {
    CHECK(exit_code_from_win32(0) == 0);
    CHECK(exit_code_from_win32(5) == 0x80070005);
    CHECK(exit_code_from_win32(53) == 0x80070035);
    CHECK(exit_code_from_win32(160) == 0x800700A0);
    CHECK(exit_code_from_win32(1359) == 0x8007054F);
    CHECK(Error({.what = "w", .code = 1460}).exit_code() == 0x800705B4);
    CHECK(Error(7, {.what = "w", .code = 1460}).exit_code() == 7);
    CHECK(Error(7, {.what = "w", .code = 1460}).failure().code == 1460);
  }
}
