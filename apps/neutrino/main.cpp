#include "cli/cli.h"

int main(int argc, char** argv) { return neutrino::cli::run(argc, argv); }
