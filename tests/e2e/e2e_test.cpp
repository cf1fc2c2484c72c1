// The launcher, end to end: through the real API, with real programs and a real file server.
//
// Under Wine: tests/rig/with-rig.sh ctest --preset mingw -L e2e. On Windows: the same program, with
// DRIVELAUNCH_TEST_UNC naming a share that the account may write to and DRIVELAUNCH_TEST_FOLDER another path
// of the same folder. DRIVELAUNCH_TEST_FULL=1 runs the long figures, DRIVELAUNCH_TEST_SEED=N repeats a random
// run.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

namespace {

int started_test_cases = 0;

/// A name of a suite that no test has would otherwise pass.
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
  const int result = context.run();
  if (context.shouldExit()) return result;
  if (started_test_cases == 0) {
    std::fputs("no test case was run\n", stderr);
    return 1;
  }
  return result;
}
