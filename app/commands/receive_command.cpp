// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_command.h"

#include "app/commands/receive_otlp.h"
#include "app/commands/receive_statsd.h"
#include "app/commands/text.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

struct Protocol
{
    QLatin1StringView name;
    ExitCode (*receive)(const Invocation &call);
};

constexpr std::array kProtocols{Protocol{"otlp"_L1, &receiveOtlp},
                                Protocol{"statsd"_L1, &receiveStatsd}};

QString protocolNames()
{
    QStringList names;
    for (const Protocol &protocol : kProtocols)
        names.append(protocol.name);
    return names.join(u", "_s);
}

} // namespace

QString ReceiveCommand::name() const
{
    return u"receive"_s;
}

QString ReceiveCommand::summary() const
{
    return Text::tr("Take what programs send by OpenTelemetry or StatsD into series.");
}

QString ReceiveCommand::syntax() const
{
    return Text::tr("PROTOCOL");
}

void ReceiveCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"listen"_s,
         Text::tr("Where to listen; port 0 takes a free one. Whoever reaches the address can send. "
                  "Without it, on this machine alone, at the protocol's own port."),
         u"ADDRESS:PORT"_s},
        {u"interval"_s, Text::tr("Of statsd: seconds that one sample is of, 0.1 to 3600."),
         u"SECONDS"_s, u"10"_s},
        {u"duration"_s, Text::tr("End after so many seconds; without it, when interrupted."),
         u"SECONDS"_s},
    });
}

ExitCode ReceiveCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    const auto *const protocol =
        std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol &each) {
            return arguments.size() == 1 && arguments.first() == each.name;
        });
    if (protocol != kProtocols.end())
        return protocol->receive(call);
    call.console.error(Text::tr("tidemark receive takes one protocol: %1.").arg(protocolNames()));
    return ExitCode::Usage;
}

} // namespace tidemark::commands
