#include "launcher/trust/written_place.hpp"

#include <doctest/doctest.h>

using launcher::classify_written_path;
using launcher::WrittenPlace;

TEST_SUITE("written-place") {
  TEST_CASE(
      "G9: a path to a file of this machine is one however it is spelled; shares and devices are recognised") {
    struct Row {
      const char* path;
      WrittenPlace place;
    };
    const Row rows[] = {
        {R"(C:\logs\out.txt)", WrittenPlace::here},
        {R"(\\?\C:\logs\out.txt)", WrittenPlace::here},
        {R"(\\.\C:\logs\out.txt)", WrittenPlace::here},
        {R"(\\.\UNC\nas\in\out.txt)", WrittenPlace::here},
        {R"(\\?\GLOBALROOT\Device\NamedPipe\x)", WrittenPlace::here},
        {R"(\\.\GLOBALROOT\Device\HarddiskVolume1\x)", WrittenPlace::here},
        {R"(\\?\Volume{b75e2c83}\x)", WrittenPlace::here},
        {R"(\\.\pipes\x)", WrittenPlace::here},
        {R"(relative)", WrittenPlace::here},
        {"", WrittenPlace::here},
        {R"(S:\out.txt)", WrittenPlace::share},
        {R"(\\?\S:\out.txt)", WrittenPlace::share},
        {R"(\\nas\in\out.txt)", WrittenPlace::share},
        {R"(//nas/in/out.txt)", WrittenPlace::share},
        {R"(\\?\unc\nas\in\out.txt)", WrittenPlace::share},
        {R"(\\nas\pipe\x)", WrittenPlace::share},
        {R"(\\.\NUL)", WrittenPlace::device},
        {R"(\\.\pipe\x)", WrittenPlace::device},
        {R"(\\.\PIPE\a\b)", WrittenPlace::device},
    };
    for (const Row& row : rows) {
      CAPTURE(row.path);
      CHECK(classify_written_path(row.path, [](std::string_view drive) { return drive == "S:"; }) ==
            row.place);
    }
  }
}
