// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/publish_command.h"

#include "app/commands/number_option.h"
#include "app/commands/publish_device_options.h"
#include "app/commands/selection_options.h"
#include "app/commands/source_access.h"
#include "app/commands/text.h"
#include "model/ports/outbox_store.h"
#include "services/net/http_fault.h"
#include "services/outbox/outbox_delivery.h"
#include "services/sources/source_runtime.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr int kPage = 1'000;
constexpr std::chrono::milliseconds kStopCheck(100);
constexpr double kLongestWait_s = 86'400;

/// The records that are asked for; nothing when only what waits is to be sent.
Result<std::optional<Selection>> readWanted(const Invocation &call, const DataPorts &ports)
{
    auto selection = readSelection(call);
    if (!selection)
        return failure(selection.error());
    const auto metrics = findMetrics(ports, call.arguments().mid(1));
    if (!metrics)
        return failure(metrics.error());
    for (const Definition &metric : *metrics)
        selection->metrics.push_back(metric.id);
    if (!call.parser.isSet(u"all"_s) && *selection == Selection())
        return std::optional<Selection>();
    return std::optional(*std::move(selection));
}

/// How many of the records had another choice of a device than this one.
Result<std::int64_t> readReplaced(const DataPorts &ports, SourceId source, const Selection &wanted,
                                  const PublishDevice &device)
{
    return await(ports.outbox->earlierDevices(source, wanted))
        .transform(
            [&device](const EarlierDevices &earlier) { return replacedChoices(earlier, device); });
}

ExitCode preview(const Invocation &call, const DataPorts &ports, SourceId source,
                 const std::optional<Selection> &wanted, const PublishDevice &device)
{
    const auto found = await(ports.outbox->preview(source, wanted, device));
    if (!found)
        return fail(call, found.error());
    const auto replaced =
        wanted ? readReplaced(ports, source, *wanted, device) : Result<std::int64_t>(0);
    if (!replaced)
        return fail(call, replaced.error());
    const auto writer = RowWriter::make(call.options.format, {u"what"_s, u"count"_s}, call.console);
    const auto row = [&](const QString &what, std::int64_t count) {
        writer->row({Cell::ofText(what), Cell::ofInteger(count)});
    };
    row(u"records"_s, found->records);
    row(u"sessions"_s, found->sessions);
    row(u"definitions"_s, found->definitions);
    row(u"removals"_s, found->removals);
    row(u"uninferable"_s, found->uninferable);
    row(u"replaced_devices"_s, *replaced);
    writer->finish();
    if (wanted) {
        for (const QString &word : publishDeviceWords(device, *found))
            call.console.note(word);
        noteReplacedDevices(call, *replaced);
    } else {
        call.console.note(Text::tr("What waits goes with the device that was chosen for it."));
    }
    call.console.note(Text::tr("A source may not take back what it has: values, renamed metrics, "
                               "and what others recorded there."));
    if (!found->newDefinitions.isEmpty())
        call.console.note(Text::tr("Metrics that will be made there: %1.")
                              .arg(found->newDefinitions.join(u", "_s)));
    if (!found->droppedBySummary.isEmpty())
        call.console.note(Text::tr("Left out by the level summary: %1.")
                              .arg(found->droppedBySummary.join(u", "_s)));
    return ExitCode::Ok;
}

QString waitText(const DeliveryStatus &status)
{
    return Text::tr("Trying again in %1 s. %2")
        .arg(std::chrono::ceil<std::chrono::seconds>(*status.nextIn).count())
        .arg(status.error->message);
}

/// Whether the server is there and may take it when it is asked again in so long at the most.
bool mayTakeItSoon(const DeliveryStatus &status, std::chrono::nanoseconds most)
{
    if (status.state != DeliveryState::Retrying || !status.error || !status.nextIn ||
        status.trouble == DeliveryTrouble::Store)
        return false;
    const auto fault = net::faultOf(*status.error);
    const bool isAway = fault == net::HttpFault::HostNotFound || fault == net::HttpFault::Refused ||
                        fault == net::HttpFault::Unreachable;
    return !isAway && *status.nextIn <= most;
}

/// Sends until nothing waits, or something keeps it from going on for longer than `patience`.
DeliveryStatus deliver(const Invocation &call, const store::LocalStore &store, const Source &source,
                       RemoteApi &api, std::chrono::seconds patience)
{
    outbox::MachineSteadyClock clock;
    const std::chrono::nanoseconds end = clock.now() + patience;
    outbox::OutboxDelivery delivery(store.ports(), api, clock,
                                    {source.id, sendingLockPath(store.path(), source)});
    QEventLoop loop;
    QTimer stopCheck;
    QObject::connect(&stopCheck, &QTimer::timeout, &loop, [&] {
        if (call.stop.stop_requested())
            loop.quit();
    });
    QObject::connect(&delivery, &outbox::OutboxDelivery::statusChanged, &loop,
                     [&](const DeliveryStatus &status) {
                         const std::chrono::nanoseconds left = end - clock.now();
                         const bool isWaiting = status.state == DeliveryState::Waiting &&
                                                !status.error &&
                                                (!status.nextIn || *status.nextIn <= left);
                         const bool goesOn = status.state == DeliveryState::Sending || isWaiting;
                         if (mayTakeItSoon(status, left))
                             call.console.note(waitText(status));
                         else if (!goesOn)
                             loop.quit();
                     });
    stopCheck.start(kStopCheck);
    delivery.start();
    delivery.sendNow();
    loop.exec();
    return delivery.status();
}

/// The items that need a person.
Result<std::vector<OutboxItem>> attention(const DataPorts &ports, SourceId source)
{
    std::vector<OutboxItem> all;
    std::optional<OutboxItemId> after;
    do {
        auto page = await(ports.outbox->page(source, OutboxState::Attention, after, kPage));
        if (!page)
            return failure(page.error());
        std::move(page->items.begin(), page->items.end(), std::back_inserter(all));
        after = page->next;
    } while (after);
    return all;
}

/// Which failures are none of this call's.
using OldItems = std::vector<OutboxItemId>; // ascending

Result<OldItems> attentionIds(const DataPorts &ports, SourceId source)
{
    return attention(ports, source).transform([](const std::vector<OutboxItem> &items) {
        OldItems ids; // in order of sending, which is that of the numbers
        ids.reserve(items.size());
        for (const OutboxItem &item : items)
            ids.push_back(item.id);
        return ids;
    });
}

void print(const Invocation &call, const std::vector<OutboxItem> &items)
{
    const auto writer = RowWriter::make(
        call.options.format,
        {u"kind"_s, u"name"_s, u"session"_s, u"value"_s, u"reason"_s, u"message"_s}, call.console);
    for (const OutboxItem &item : items)
        writer->row({Cell::ofText(outboxKindKey(item.key.kind)), Cell::ofText(item.name),
                     item.session ? Cell::ofText(*item.session) : Cell::missing(),
                     item.value ? Cell::ofNumber(*item.value) : Cell::missing(),
                     Cell::ofText(attentionReasonKey(item.reason)),
                     Cell::ofText(item.error.message)});
    writer->finish();
}

/// Queues the records and says which choices of a device that replaces. The failures of `old` that
/// are none of this call's.
Result<OldItems> queue(const Invocation &call, const DataPorts &ports, SourceId source,
                       const Selection &wanted, const PublishDevice &device, OldItems old)
{
    const auto replaced = readReplaced(ports, source, wanted, device);
    if (!replaced)
        return failure(replaced.error());
    const auto queued = await(ports.outbox->enqueue(source, wanted, device));
    if (!queued)
        return failure(queued.error());
    noteReplacedDevices(call, *replaced);
    std::erase_if(old, [&queued](OutboxItemId id) {
        return std::binary_search(queued->items.begin(), queued->items.end(), id);
    });
    return old;
}

ExitCode report(const Invocation &call, const DataPorts &ports, const Source &source,
                const DeliveryStatus &status, const OldItems &old)
{
    auto items = attention(ports, source.id);
    if (!items)
        return fail(call, items.error());
    const std::size_t older = std::erase_if(*items, [&old](const OutboxItem &item) {
        return std::binary_search(old.begin(), old.end(), item.id);
    });
    if (!items->empty())
        print(call, *items);
    call.console.note(Text::tr("%1 still waiting, %2 need attention.")
                          .arg(status.counts.waiting)
                          .arg(items->size()));
    if (older > 0)
        call.console.note(Text::tr("Of earlier publishing, %1 still need attention.").arg(older));
    if (call.stop.stop_requested())
        return ExitCode::Interrupted;
    if (status.state == DeliveryState::Elsewhere) {
        call.console.error(
            Text::tr("Another program sends for %1 at the moment.").arg(source.name));
        return ExitCode::Locked;
    }
    if (status.error)
        return failOfSource(call, *status.error);
    return items->empty() ? ExitCode::Ok : ExitCode::Partial;
}

} // namespace

QString PublishCommand::name() const
{
    return u"publish"_s;
}

QString PublishCommand::summary() const
{
    return Text::tr("Send records to a source.");
}

QString PublishCommand::syntax() const
{
    return u"SOURCE [METRIC...]"_s;
}

void PublishCommand::addOptions(QCommandLineParser &parser) const
{
    addSelectionOptions(parser);
    parser.addOption({u"all"_s, Text::tr("All records, not only what waits to be sent.")});
    addPublishDeviceOptions(parser);
    addProfileOption(parser);
    parser.addOption({u"wait"_s,
                      Text::tr("How long to try again while the server is busy or does not answer, "
                               "60 if not said; 0 gives up at once."),
                      u"SECONDS"_s, u"60"_s});
}

ExitCode PublishCommand::run(const Invocation &call) const
{
    if (call.arguments().isEmpty()) {
        call.console.error(Text::tr("Name a source: tidemark publish SOURCE. tidemark sources "
                                    "lists them."));
        return ExitCode::Usage;
    }
    const auto device = readPublishDevice(call.parser);
    if (!device)
        return fail(call, device.error());
    const auto patience = readNumber(call.parser, u"wait"_s, 0, kLongestWait_s);
    if (!patience)
        return fail(call, patience.error());
    const auto store = openStore(call, StoreUse::Mend);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    const auto source = findSource(ports, call.arguments().front());
    if (!source)
        return fail(call, source.error());
    const auto wanted = readWanted(call, ports);
    if (!wanted)
        return fail(call, wanted.error());
    if (*device && !*wanted) {
        call.console.error(Text::tr("Name the metrics whose records go with that device, or give "
                                    "--all for every record."));
        return ExitCode::Usage;
    }
    const PublishDevice choice = device->value_or(PublishDevice::asRecorded());
    if (call.options.isDryRun)
        return preview(call, ports, source->id, *wanted, choice);
    if (source->level == PublishLevel::Off) {
        call.console.error(Text::tr("Publishing to %1 is off. Turn it on with tidemark sources set "
                                    "\"%1\" --level summary.")
                               .arg(source->name));
        return ExitCode::Failure;
    }
    const auto connection = connectToSource(call, *source, RemoteUse::Sending);
    if (!connection)
        return fail(call, connection.error());
    auto old = attentionIds(ports, source->id);
    if (!old)
        return fail(call, old.error());
    if (*wanted)
        old = queue(call, ports, source->id, **wanted, choice, *std::move(old));
    if (!old)
        return fail(call, old.error());
    const std::chrono::seconds wait(static_cast<std::int64_t>(*patience));
    return report(call, ports, *source, deliver(call, **store, *source, *connection->api, wait),
                  *old);
}

} // namespace tidemark::commands
