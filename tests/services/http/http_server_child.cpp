// SPDX-License-Identifier: GPL-3.0-or-later
// The echoing server as a process of its own, so that its memory and descriptors can be measured
// and limited. Prints its port; ends when its input does. Arguments: name=value, times in ms.
#include "tests/services/http/test_server.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

using namespace tidemark::http;

namespace {

void limitDescriptors(int count)
{
    const rlimit limit{static_cast<rlim_t>(count), static_cast<rlim_t>(count)};
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    std::map<std::string, int> values;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const auto equals = argument.find('=');
        if (equals != std::string::npos)
            values[argument.substr(0, equals)] =
                static_cast<int>(std::strtol(argument.c_str() + equals + 1, nullptr, 10));
    }
    const auto set = [&values](const char *name, auto &member) {
        if (const auto found = values.find(name); found != values.end())
            member = std::decay_t<decltype(member)>(found->second);
    };
    HttpServerOptions options;
    set("header_ms", options.limits.headerTime);
    set("body_ms", options.limits.bodyTime);
    set("write_ms", options.limits.writeTime);
    set("idle_ms", options.limits.idleTime);
    set("connections", options.limits.connections);
    if (values.contains("descriptors"))
        limitDescriptors(values["descriptors"]);
    HttpServer server(options, &tidemark::test::echo);
    const auto port = server.start();
    std::printf("%d\n", port ? *port : 0);
    std::fflush(stdout);
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
    return 0;
}
