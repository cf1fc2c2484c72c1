#include "launcher/base/invocation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "launcher/base/error.hpp"
#include "tests/fuzz/expect.hpp"

using launcher::Error;
using launcher::Invocation;
using launcher::parse_invocation;
using launcher::print_invocation;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  Invocation invocation;
  try {
    invocation = parse_invocation(line);
  } catch (const Error& error) {
    expect(error.exit_code() == 0x800700A0, "a bad line ends with ERROR_BAD_ARGUMENTS");
    expect(std::string_view(error.what()).starts_with("bad command line: "), "a bad line says so");
    return 0;
  }
  expect(line.ends_with(invocation.tail), "the tail is the end of the line, byte for byte");

  // A line that was accepted prints as one that means the same. An exception here is a finding.
  const std::string printed = print_invocation(invocation);
  Invocation again = parse_invocation(printed);
  again.program_token = invocation.program_token;
  expect(again == invocation, "what is printed is read back as it was");
  expect(print_invocation(again) == printed, "printing is stable");

  // With its quotes counted it says the same, and the count is right. An exception here is a finding.
  again.quotes = count_quotes(again);
  const std::string counted = print_invocation(again);
  const Invocation last = parse_invocation(counted);
  expect(last.quotes == again.quotes && last.tail == again.tail, "the count changes nothing else");
  require_counted_quotes(counted, last);
  return 0;
}
