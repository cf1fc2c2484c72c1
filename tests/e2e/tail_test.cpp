// G1, the arguments: what follows PROGRAM is what the program sees.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;
using namespace std::string_view_literals;

namespace {

/// What has gone wrong in some launcher or other.
constexpr std::array kOldMistakes{
    L""sv,
    L" "sv,
    L"    "sv,
    L"\t"sv,
    L" \""sv,
    L" \"\""sv,
    L" \\"sv,
    L" \\\""sv,
    L" \"a b\" c\\"sv,
    L" \"S:\\data\\\" x"sv,
    L" a  b\t\tc "sv,
    L" -- --drive X=\\\\a\\b --help"sv,
    L" run --dry-run"sv,
    L" %PATH% %1 %* %%"sv,
    L" ^& & | < > ( ) ! ; , = @ ` '"sv,
    L" \xD83D\xDE00 \xDE00\xD83D \xD83D x"sv,
    L" \xFEFF\x2028\x00A0\x3000\xFFFD\xFFFF"sv,
    L" \x01\x1F\x7F\r\n"sv,
};

/// Pieces that quoting rules trip over, and text.
std::wstring make_piece(RandomSource& random) {
  const auto repeat = [&](wchar_t c) { return std::wstring(static_cast<std::size_t>(random.draw(1, 5)), c); };
  const auto one_of = [&](int first, int last) {
    return std::wstring(1, static_cast<wchar_t>(random.draw(first, last)));
  };
  switch (random.draw(0, 13)) {
    case 0:
      return repeat(L'"');
    case 1:
      return repeat(L'\\');
    case 2:
      return repeat(L'\\') + L"\"";
    case 3:
      return repeat(L' ');
    case 4:
      return repeat(L'\t');
    case 5:
      return L"%PATH%";
    case 6:
      return one_of(0x21, 0x2F);  // ! " # $ % & ' ( ) * + , - . /
    case 7:
      return one_of(0x3A, 0x40) + one_of(0x5B, 0x60) + one_of(0x7B, 0x7E);
    case 8:
      return one_of(0xA0, 0xD7FF);
    case 9:
      return one_of(0xD800, 0xDBFF) + one_of(0xDC00, 0xDFFF);
    case 10:
      return one_of(0xD800, 0xDFFF);
    case 11:
      return one_of(0xE000, 0xFFFF);
    case 12:
      return one_of(0x01, 0x1F);
    default:
      return one_of(L'a', L'z') + one_of(L'0', L'9');
  }
}

std::wstring make_tail(RandomSource& random) {
  constexpr std::size_t kLong = 30000;
  std::wstring tail = random.draw(0, 1) != 0 ? L" " : L"\t";
  if (random.draw(1, 20) == 1) {
    while (tail.size() < kLong)
      tail += make_piece(random);
    tail.resize(kLong);
  } else {
    for (int pieces = random.draw(0, 40); pieces > 0; --pieces)
      tail += make_piece(random);
  }
  if (random.draw(1, 4) == 1) tail += std::wstring(static_cast<std::size_t>(random.draw(1, 3)), L'\\');
  return tail;
}

/// line_child, started by a line.
class Report {
 public:
  Report(const std::wstring& line, const std::string& file)
      : file_(file), process_({.line = line, .variables = {{"DRIVELAUNCH_TEST_REPORT", file}}}) {}

  /// The line it saw, as the bytes of its UTF-16.
  std::string wait() {
    const auto result = process_.wait();
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    std::string bytes = exists(file_) ? read_file(file_) : "there is no report";
    remove_file(file_);
    return bytes;
  }

 private:
  std::string file_;
  RunningProcess process_;
};

std::size_t find_difference(const std::string& left, const std::string& right) {
  return static_cast<std::size_t>(std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first -
                                  left.begin());
}

}  // namespace

TEST_SUITE("tail") {
  TEST_CASE("G1: a program sees the same command line through the launcher as started directly") {
    NEEDS_SHARE();
    const std::uint64_t seed = choose_seed();
    MESSAGE("DRIVELAUNCH_TEST_SEED=", seed);
    RandomSource random(seed);
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter drive;
    drive.connect(folder.unc());  // the launchers find it there, which is faster
    const std::wstring launcher =
        widen(in_quotes(launcher_path()) + " " + drive.option(folder.unc()) + "-- ");
    const std::wstring program = widen(in_quotes(line_child_path()));
    const std::size_t count = is_full_run() ? 5000 : 120;
    for (std::size_t i = 0; i < count; ++i) {
      const std::wstring line =
          program + (i < kOldMistakes.size() ? std::wstring(kOldMistakes[i]) : make_tail(random));
      Report launched_report(launcher + line, temporary.file("launched"));
      Report direct_report(line, temporary.file("direct"));
      const std::string direct = direct_report.wait();
      const std::string launched = launched_report.wait();
      CAPTURE(i);
      CAPTURE(narrow(line.substr(0, 1000)));
      CAPTURE(find_difference(direct, launched));
      CHECK(direct.size() == line.size() * sizeof(wchar_t));
      CHECK((direct == launched));
    }
    CHECK(drive.remote() == to_lower(folder.unc()));  // G4
  }
}
