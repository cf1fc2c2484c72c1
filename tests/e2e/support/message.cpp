#include "support/message.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/launcher.hpp"

namespace e2e {

void check_message(const std::string& errors, std::uint32_t exit_code, const ExpectedMessage& expected) {
  CHECK(exit_code == launcher_code(expected.code));
  const std::string number = expected.code > 0xFFFF ? fmt::format("{} 0x{:08X}", expected.code, expected.code)
                                                    : fmt::format("{}", expected.code);
  const std::string head = fmt::format("drivelaunch: {}: {}: {} {} ({}): ", expected.what, expected.subject,
                                       number, expected.symbol, expected.api);
  CAPTURE(errors);
  CAPTURE(head);
  const std::size_t begin = errors.find(head);
  REQUIRE(begin != std::string::npos);
  CHECK((begin == 0 || errors[begin - 1] == '\n'));
  const std::string line = errors.substr(begin, errors.find('\n', begin) - begin);
  const std::size_t advice = line.find(expected.advice, head.size());
  REQUIRE(advice != std::string::npos);
  // Between the two stands a sentence of the system's.
  CHECK(line.substr(head.size(), advice - head.size()).find(". ") != std::string::npos);
  CHECK(line.back() == '.');
}

}  // namespace e2e
