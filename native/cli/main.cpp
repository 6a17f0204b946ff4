// SPDX-License-Identifier: Apache-2.0
// The program `segue`. All it does is in run_cli (cli.h) and in one file per verb.
#include "native/cli/cli.h"

int main(int argc, char** argv) { return segue::run_cli(argc, argv); }
