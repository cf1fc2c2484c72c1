#include "acceptance/made_things.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace acceptance;

namespace {

const std::vector<MadeThing> kOneOfEach{
    {.kind = MadeKind::user, .name = "dla-user-1"},
    {.kind = MadeKind::share, .name = "a share with blanks"},
    {.kind = MadeKind::folder_on_share, .name = R"(\\fs01\backup\x)"},
    {.kind = MadeKind::drive, .name = R"(U:\\fs01\backup\x)"},
    {.kind = MadeKind::remembered, .name = R"(V:\\fs01\backup\x)"},
    {.kind = MadeKind::tasks, .name = R"(\DriveLaunchAcceptance)"},
    {.kind = MadeKind::folder, .name = R"(C:\Program Files\drivelaunch-acceptance-1a2b3c)"},
    {.kind = MadeKind::product_folders, .name = R"(C:\ProgramData\DriveLaunch)"},
    {.kind = MadeKind::event_source, .name = "DriveLaunch"},
    {.kind = MadeKind::credential, .name = "drivelaunch-acceptance-1a2b3c"},
    {.kind = MadeKind::stored_password, .name = "FS01"},
    {.kind = MadeKind::probes, .name = R"(\DriveLaunch)"},
};

std::string list_of(const std::vector<MadeThing>& things) {
  std::string list;
  for (const MadeThing& thing : things)
    list += format_made_thing(thing);
  return list;
}

}  // namespace

TEST_SUITE("made things") {
  TEST_CASE("what is written is read again, in the same order") {
    CHECK(parse_made_things(list_of(kOneOfEach)) == kOneOfEach);
    CHECK(parse_made_things("") == std::vector<MadeThing>{});
  }

  TEST_CASE("a last line that was cut off is left out, at whatever byte") {
    const std::string whole = list_of({kOneOfEach.front()});
    const std::string next = format_made_thing(kOneOfEach[1]);
    for (std::size_t length = 0; length < next.size(); ++length) {
      CAPTURE(length);
      CHECK(parse_made_things(whole + next.substr(0, length)) == std::vector<MadeThing>{kOneOfEach.front()});
    }
  }

  TEST_CASE("one line that is none of ours makes the whole list unusable") {
    for (const char* const line : {"users x\n", "user\n", "user \n", "\n", " user x\n", "User x\n"}) {
      CAPTURE(line);
      CHECK(parse_made_things(list_of(kOneOfEach) + line) == std::nullopt);
      CHECK(parse_made_things(line + list_of(kOneOfEach)) == std::nullopt);
    }
  }
}
