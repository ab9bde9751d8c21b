// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/serve_command.h"

#include "app/commands/interrupt.h"
#include "app/commands/serve_metrics.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/ports/access_store.h"
#include "model/ports/clock.h"
#include "services/net/listen_address.h"
#include "services/roboto/server/roboto_server.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>
#include <csignal>
#include <optional>
#include <stop_token>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr auto kDefaultListen = "127.0.0.1:8765"_L1;

/// Whether anybody could be let in.
Result<bool> hasToken(const Invocation &call, store::LocalStore &store)
{
    const Timestamp now = call.clock.now();
    return await(store.access().tokens()).transform([now](const std::vector<Token> &tokens) {
        return std::any_of(tokens.begin(), tokens.end(), [now](const Token &token) {
            return !token.revoked && (!token.expires || *token.expires > now);
        });
    });
}

Result<roboto::RobotoServerOptions> readOptions(const Invocation &call)
{
    const auto listen = net::parseListenAddress(call.parser.value(u"listen"_s));
    if (!listen)
        return failure(listen.error());
    roboto::RobotoServerOptions options;
    options.address = listen->host;
    options.port = listen->port;
    options.hostNames = call.parser.values(u"allow-host"_s);
    options.certificateFile = call.parser.value(u"cert"_s);
    options.keyFile = call.parser.value(u"key"_s);
    options.monitorsUsers = call.parser.isSet(u"monitor-users"_s);
    if (options.certificateFile.isEmpty() != options.keyFile.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("TLS needs both --cert and --key. Give both or none."));
    return options;
}

/// Serves until a signal comes. The store's notices need the event loop.
ExitCode waitForEnd(const Invocation &call)
{
    const std::stop_callback onStop(call.stop, [] {
        QMetaObject::invokeMethod(QCoreApplication::instance(), &QCoreApplication::quit,
                                  Qt::QueuedConnection);
    });
    QCoreApplication::exec();
    // To end a server by SIGTERM is how a service manager does it; Ctrl+C is an interruption (Z5).
    const bool isOrderly = call.interrupt == nullptr || call.interrupt->signal() == SIGTERM;
    return isOrderly ? ExitCode::Ok : ExitCode::Interrupted;
}

/// `metrics`: null when nobody wants them or tells of them.
ExitCode serve(const Invocation &call, store::LocalStore &store,
               const roboto::RobotoServerOptions &options, ServeMetrics *metrics)
{
    roboto::RobotoServer server(store, call.clock, options);
    const auto port = server.start();
    if (!port)
        return fail(call, port.error());
    if (metrics) {
        if (const auto begun = metrics->begin(call, store, server); !begun)
            return fail(call, begun.error());
    }
    if (!options.hasTokens)
        call.console.note(Text::tr("There is no token yet, so nobody is let in. Make one with "
                                   "tidemark token create."));
    if (!store.readOnlyReason().isEmpty())
        call.console.note(
            Text::tr("Values can be read, not published. %1").arg(store.readOnlyReason()));
    call.console.writeLine(
        net::baseUrl({options.address, *port}, !options.certificateFile.isEmpty()));
    call.console.flush();
    const ExitCode code = waitForEnd(call);
    if (metrics)
        metrics->end(call);
    server.stop();
    call.console.note(
        Text::tr("Stopped. %1 calls were answered.").arg(server.statistics().requests));
    return code;
}

} // namespace

QString ServeCommand::name() const
{
    return u"serve"_s;
}

QString ServeCommand::summary() const
{
    return Text::tr("Serve the store to the Roboto SDK and other programs.");
}

QString ServeCommand::syntax() const
{
    return {};
}

void ServeCommand::addOptions(QCommandLineParser &parser) const
{
    parser.addOptions({
        {u"listen"_s,
         Text::tr("Where to listen; port 0 takes a free one. An address that others can reach "
                  "needs TLS and a token."),
         u"ADDRESS:PORT"_s, QString(kDefaultListen)},
        {u"cert"_s, Text::tr("Certificate with its chain (PEM), for TLS."), u"FILE"_s},
        {u"key"_s, Text::tr("The certificate's key (PEM, without a pass phrase)."), u"FILE"_s},
        {u"allow-host"_s,
         Text::tr("A name under which this server is called, besides localhost and its address. "
                  "May be repeated."),
         u"NAME"_s},
        {u"monitor-users"_s,
         Text::tr(
             "Tell at /monitor/users who calls, how often and how long that takes: each caller "
             "of those who share an organisation with it.")},
    });
    addServeMetricsOptions(parser);
}

ExitCode ServeCommand::run(const Invocation &call) const
{
    if (!call.arguments().isEmpty()) {
        call.console.error(Text::tr("tidemark serve takes options only. See its --help."));
        return ExitCode::Usage;
    }
    auto options = readOptions(call);
    if (!options)
        return fail(call, options.error());
    if (call.parser.isSet(u"quiet"_s))
        QLoggingCategory::setFilterRules(u"tidemark.services.roboto.info=false"_s);
    auto plan = readServeMetricsPlan(call.parser);
    if (!plan)
        return fail(call, plan.error());
    std::optional<ServeMetrics> metrics;            // goes after the store
    if (plan->isWanted() || options->monitorsUsers) // which tells of its collectors
        metrics.emplace(*std::move(plan));
    if (metrics)
        options->kept = [&own = *metrics] { return own.kept(); };
    const std::shared_ptr<ActivityMeter> meter = metrics ? metrics->meter() : nullptr;
    options->meter = meter.get();
    const auto store = openStore(call, StoreUse::Serve, meter);
    if (!store)
        return fail(call, store.error());
    const auto tokens = hasToken(call, **store);
    if (!tokens)
        return fail(call, tokens.error());
    options->hasTokens = *tokens;
    if (call.options.isDryRun) {
        call.console.note(Text::tr("Would serve %1.").arg(call.options.storePath));
        return ExitCode::Ok;
    }
    return serve(call, **store, *options, metrics ? &*metrics : nullptr);
}

} // namespace tidemark::commands
