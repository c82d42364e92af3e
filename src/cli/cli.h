#pragma once
// The `neutrino` program.

namespace neutrino::cli {

inline constexpr int kFailed = 1;  // one line on standard error says why
inline constexpr int kUsage = 2;   // the command line is wrong

// Does what the command line says and returns the exit status: 0, the two above, or server::kVerifyFailed.
int run(int argc, char** argv);

}  // namespace neutrino::cli
