// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/remove_command.h"

#include "app/commands/common_options.h"
#include "app/commands/selection_options.h"
#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/series_selection.h"
#include "model/ports/series_store.h"
#include "services/exchange/tag_text.h"

#include <numeric>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// Some series of one metric and how many samples of each are meant.
struct Stretch
{
    std::vector<SeriesInfo> series;
    TimeWindow window;
    std::vector<std::int64_t> samples;

    [[nodiscard]] std::int64_t total() const
    {
        return std::accumulate(samples.begin(), samples.end(), std::int64_t{0});
    }
    [[nodiscard]] std::vector<SeriesId> ids() const
    {
        std::vector<SeriesId> ids;
        for (const SeriesInfo &info : series)
            ids.push_back(info.id);
        return ids;
    }
};

/// From `--from`, `--to` and `--all`: nothing is removed for want of an option.
Result<TimeWindow> readWindow(const Invocation &call)
{
    const auto range = readRange(call);
    if (!range)
        return failure(range.error());
    const bool isAll = call.parser.isSet(u"all"_s);
    const bool hasRange = range->begin || range->end;
    if (isAll && hasRange)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Give either a range or --all, not both."));
    if (!isAll && !hasRange)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Give the range to remove with --from and --to, or --all for all "
                                "samples."));
    const TimeWindow all = TimeWindow::all();
    return TimeWindow{range->begin.value_or(all.begin), range->end.value_or(all.end)};
}

/// Those of the metric that have all tags of `--tag`, with the samples that they have there.
Result<Stretch> findStretch(const Invocation &call, const DataPorts &ports, const QString &metric,
                            const TimeWindow &window)
{
    Selection wanted;
    auto tags = parseTags(call.parser.values(u"tag"_s));
    if (!tags)
        return failure(tags.error());
    wanted.tags = *std::move(tags);
    const auto found = findMetrics(ports, {metric});
    if (!found)
        return failure(found.error());
    auto all = await(ports.series->list({found->front().id}));
    if (!all)
        return failure(all.error());
    std::erase_if(*all,
                  [&](const SeriesInfo &info) { return !takesSeries(wanted, info.key.tags); });
    if (all->empty() && !wanted.tags.isEmpty())
        return failure(ErrorCode::NotFound,
                       Text::tr("No series of \"%1\" has these tags. tidemark export samples shows "
                                "which there are.")
                           .arg(metric));
    Stretch stretch{*std::move(all), window, {}};
    auto counts = await(ports.series->count(stretch.ids(), window, call.stop));
    if (!counts)
        return failure(counts.error());
    stretch.samples = *std::move(counts);
    return stretch;
}

void print(const Invocation &call, const QString &metric, const Stretch &stretch)
{
    const auto writer =
        RowWriter::make(call.options.format, {u"metric"_s, u"tags"_s, u"samples"_s}, call.console);
    for (std::size_t i = 0; i < stretch.series.size(); ++i) {
        if (stretch.samples[i] > 0)
            writer->row({Cell::ofText(metric),
                         Cell::ofText(exchange::tagText(stretch.series[i].key.tags)),
                         Cell::ofInteger(stretch.samples[i])});
    }
    writer->finish();
}

/// `--dry-run`, or without `--yes`.
ExitCode tell(const Invocation &call, const QString &metric, const Stretch &stretch)
{
    print(call, metric, stretch);
    if (call.options.isDryRun) {
        call.console.note(
            Text::tr("Would remove %1 samples of \"%2\".").arg(stretch.total()).arg(metric));
        return ExitCode::Ok;
    }
    call.console.note(Text::tr("This removes %1 samples of \"%2\". Add --yes to do it.")
                          .arg(stretch.total())
                          .arg(metric));
    return ExitCode::Usage;
}

ExitCode removeAll(const Invocation &call, const DataPorts &ports, const QString &metric,
                   Stretch stretch)
{
    const auto removal = await(ports.series->remove(
        stretch.ids(), stretch.window, Text::tr("remove samples of %1").arg(metric), call.stop));
    if (!removal)
        return fail(call, removal.error());
    stretch.samples = removal->ofSeries; // others may have written meanwhile
    print(call, metric, stretch);
    call.console.note(Text::tr("Removed %1 samples of \"%2\".").arg(removal->removed).arg(metric));
    return ExitCode::Ok;
}

} // namespace

QString RemoveCommand::name() const
{
    return u"remove"_s;
}

QString RemoveCommand::summary() const
{
    return Text::tr("Remove the samples of a range of time.");
}

QString RemoveCommand::syntax() const
{
    return u"samples METRIC"_s;
}

void RemoveCommand::addOptions(QCommandLineParser &parser) const
{
    addRangeOptions(parser);
    parser.addOptions({
        {u"all"_s, Text::tr("All samples, without a range.")},
        {u"tag"_s, Text::tr("Only series with this tag; may be repeated."), u"KEY=VALUE"_s},
        {u"yes"_s, Text::tr("Remove without asking.")},
    });
}

ExitCode RemoveCommand::run(const Invocation &call) const
{
    const QStringList arguments = call.arguments();
    if (arguments.size() != 2 || arguments.front() != "samples"_L1) {
        call.console.error(Text::tr("Write tidemark remove %1.").arg(syntax()));
        return ExitCode::Usage;
    }
    const QString &metric = arguments.back();
    const auto window = readWindow(call);
    if (!window)
        return fail(call, window.error());
    const bool isAsking = call.options.isDryRun || !call.parser.isSet(u"yes"_s);
    const auto store = openStore(call, isAsking ? StoreUse::Read : StoreUse::Mend);
    if (!store)
        return fail(call, store.error());
    const DataPorts ports = (*store)->ports();
    auto stretch = findStretch(call, ports, metric, *window);
    if (!stretch)
        return fail(call, stretch.error());
    if (stretch->total() == 0) {
        call.console.note(Text::tr("\"%1\" has no samples there; nothing to remove.").arg(metric));
        return ExitCode::Ok;
    }
    return isAsking ? tell(call, metric, *stretch)
                    : removeAll(call, ports, metric, *std::move(stretch));
}

} // namespace tidemark::commands
