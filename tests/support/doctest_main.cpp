// The main of every test program. DRIVELAUNCH_TEST_CASE=PATTERN runs only the test cases whose name matches,
// as `tests/run.sh --case PATTERN` asks; then a program without such a case passes. Otherwise a run that finds
// no test case fails: a filter with a typing error must not look like a success.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

namespace {

int started_test_cases = 0;

struct CountTestCases : doctest::IReporter {
  explicit CountTestCases(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override { ++started_test_cases; }
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

REGISTER_LISTENER("count", 1, CountTestCases);

}  // namespace

int main(int count, char** arguments) {
  doctest::Context context(count, arguments);
  const char* const pattern = std::getenv("DRIVELAUNCH_TEST_CASE");
  if (pattern != nullptr) context.addFilter("test-case", pattern);
  const int result = context.run();
  if (context.shouldExit()) return result;
  if (started_test_cases == 0 && pattern == nullptr) {
    std::fputs("no test case was run\n", stderr);
    return 1;
  }
  return result;
}
