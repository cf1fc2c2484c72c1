#include "launcher/program/split_name.hpp"

#include <doctest/doctest.h>

using launcher::can_be_rest_of_name;
using launcher::ends_as_program;

TEST_SUITE("split-name") {
  TEST_CASE("the rest of a split name is one that stays in its folder") {
    for (const char* rest : {"", " Files", R"( Files\App\app.exe)", " Files (x86)/a b/c.d.exe", R"( a\..b\c)",
                             R"( a\ b\c)", " -v", R"( .net\app.exe)"}) {
      CAPTURE(rest);
      CHECK(can_be_rest_of_name(rest));
    }
    for (const char* rest :
         {R"( x\..\y)", R"( x\.\y)", R"( \y)",   " /y",  R"( x\\y)", R"( x\/y)", R"( x \y)",  R"( x.\y)",
          " x.",        R"( x\)",    R"( x\..)", " ..",  " x ",      " C:\\y",   " y:stream", " y*",
          " y?",        " <y",       " y>",      " y|z", "\ty",      " \"y\"",   " y\n",      R"(\y)"}) {
      CAPTURE(rest);
      CHECK_FALSE(can_be_rest_of_name(rest));
    }
  }

  TEST_CASE("a name ends with the extension of a program") {
    for (const char* name : {"a.exe", "A.EXE", "a.com", "a.bat", "a.Cmd", ".exe"})
      CHECK(ends_as_program(name));
    for (const char* name : {"", "exe", "a.ex", "a.exe ", "a.exec", "a.net"})
      CHECK_FALSE(ends_as_program(name));
  }
}
