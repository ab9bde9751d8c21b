// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/receive_command.h"

#include "app/commands/receive_otlp.h"
#include "app/commands/receive_prometheus.h"
#include "app/commands/receive_statsd.h"
#include "app/commands/selection_options.h"
#include "app/commands/server_access.h"
#include "app/commands/text.h"

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

struct Protocol
{
    QLatin1StringView name;
    ExitCode (*receive)(const Invocation &call);
    bool wantsAddress = false;                ///< it asks, where the others listen
    std::array<QLatin1StringView, 9> options; ///< those of this command that it has
};

constexpr std::array kProtocols{
    Protocol{"otlp"_L1, &receiveOtlp, false, {"listen"_L1, "open-to-others"_L1, "duration"_L1}},
    Protocol{"prometheus"_L1,
             &receivePrometheus,
             true,
             {"interval"_L1, "duration"_L1, "query"_L1, "from"_L1, "to"_L1, "step"_L1, "metric"_L1,
              "token-file"_L1, "ca-file"_L1}},
    Protocol{"statsd"_L1, &receiveStatsd, false, {"listen"_L1, "interval"_L1, "duration"_L1}}};
constexpr std::array kOptions{"listen"_L1, "open-to-others"_L1, "interval"_L1, "duration"_L1,
                              "query"_L1,  "from"_L1,           "to"_L1,       "step"_L1,
                              "metric"_L1, "token-file"_L1,     "ca-file"_L1};

QString protocolNames()
{
    QStringList names;
    for (const Protocol &protocol : kProtocols)
        names.append(protocol.name);
    return names.join(u", "_s);
}

/// An option that was given and is of other protocols.
std::optional<QLatin1StringView> foreignOption(const Protocol &protocol,
                                               const QCommandLineParser &parser)
{
    for (const QLatin1StringView option : kOptions) {
        const bool isOwn = std::find(protocol.options.begin(), protocol.options.end(), option) !=
                           protocol.options.end();
        if (!isOwn && parser.isSet(option))
            return option;
    }
    return std::nullopt;
}

} // namespace

QString ReceiveCommand::name() const
{
    return u"receive"_s;
}

QString ReceiveCommand::summary() const
{
    return Text::tr(
        "Take what programs send by OpenTelemetry or StatsD, or show to Prometheus, into "
        "series.");
}

QString ReceiveCommand::syntax() const
{
    return Text::tr("PROTOCOL [URL]");
}

void ReceiveCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"listen"_s,
         Text::tr("Where to listen; port 0 takes a free one. Whoever reaches the address can send; "
                  "of otlp, one that other machines reach needs --open-to-others. Without it, on "
                  "this machine alone, at the protocol's own port."),
         u"ADDRESS:PORT"_s},
        {u"open-to-others"_s,
         Text::tr("Of otlp: listen also where other machines reach it. Whoever does can send, for "
                  "there is no token.")},
        {u"interval"_s,
         Text::tr(
             "Of statsd: seconds that one sample is of (10 without it). Of prometheus: seconds "
             "from one scrape to the next (15). 0.1 to 3600."),
         u"SECONDS"_s, u"10"_s},
        {u"duration"_s, Text::tr("End after so many seconds; without it, when interrupted."),
         u"SECONDS"_s},
        {u"query"_s,
         Text::tr("Of prometheus: ask the server at URL what this was over a range, and end."),
         u"EXPRESSION"_s},
        {u"step"_s,
         Text::tr("Of --query: seconds between its values; without it, as few as one answer can "
                  "have."),
         u"SECONDS"_s},
        {u"metric"_s, Text::tr("Of --query: the metric that all goes into."), u"NAME"_s},
    });
    addRangeOptions(parser);
    addServerAccessOptions(parser);
}

ExitCode ReceiveCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    const auto *const protocol =
        std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol &each) {
            return !arguments.isEmpty() && arguments.first() == each.name;
        });
    if (protocol == kProtocols.end() || (!protocol->wantsAddress && arguments.size() != 1)) {
        call.console.error(
            Text::tr("tidemark receive takes one protocol: %1.").arg(protocolNames()));
        return ExitCode::Usage;
    }
    if (protocol->wantsAddress && arguments.size() != 2) {
        call.console.error(Text::tr("tidemark receive %1 takes one address, such as "
                                    "http://localhost:9090.")
                               .arg(protocol->name));
        return ExitCode::Usage;
    }
    if (const auto foreign = foreignOption(*protocol, call.parser)) {
        call.console.error(
            Text::tr("--%1 is not of %2. Leave it out.").arg(*foreign, protocol->name));
        return ExitCode::Usage;
    }
    return protocol->receive(call);
}

} // namespace tidemark::commands
