// SPDX-License-Identifier: GPL-3.0-or-later
// What DetailsPanel says about a metric, a bucket, a record and a session.
#include "views/browser/details_panel.h"

#include "model/domain/formatter.h"
#include "model/domain/retention.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "views/browser/fact_list.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/state_view.h"
#include "views/dashboards/view_context.h"

#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

void addIfAny(QList<Fact> &facts, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        facts << Fact{name, value};
}

} // namespace

Fact DetailsPanel::timeFact(const QString &name, std::optional<Timestamp> at) const
{
    QString exact = exactTimeCell(m_formatter, at);
    if (at)
        exact = tr("%1 (%2)", "instant and its age")
                    .arg(exact, m_formatter.age(*at, m_context->clock().now()));
    return {name, exactTimeCell(m_formatter, at), exact};
}

void DetailsPanel::showPanel(const PanelSummary &panel)
{
    QList<Fact> facts;
    addIfAny(facts, tr("Metrics"), panel.metrics.join(u", "_s));
    addIfAny(facts, tr("Period"), panel.period);
    addIfAny(facts, tr("Function"), panel.function);
    m_panelFacts->setFacts(tr("Panel"), panel.title, facts);
    m_message->hide();
    m_area->show();
}

void DetailsPanel::showDefinitionFacts(const MetricSummary &summary)
{
    const Definition &definition = summary.definition;
    QList<Fact> facts;
    addIfAny(facts, tr("Unit"), definition.unit);
    facts << Fact{tr("Kind"), kindLabel(definition.kind)};
    facts << Fact{tr("Records"), m_formatter.numbers().fullCount(summary.recordCount)};
    if (summary.sampleCount > 0)
        facts << Fact{tr("Samples"), m_formatter.numbers().fullCount(summary.sampleCount)};
    facts << timeFact(tr("First"), summary.firstAt) << timeFact(tr("Last"), summary.lastAt);
    facts << Fact{tr("Last value"),
                  exactValueCell(m_formatter, summary.lastValue, definition)};
    if (definition.keepSamples)
        facts << Fact{tr("Keeping"), keepingSentence(*definition.keepSamples)};
    const DefinitionSettings &settings = definition.settings;
    if (settings.validMin || settings.validMax)
        facts << Fact{tr("Valid range"),
                      tr("%1 to %2", "lowest and highest valid value")
                          .arg(exactValueCell(m_formatter, settings.validMin, definition.unit),
                               exactValueCell(m_formatter, settings.validMax, definition.unit))};
    facts << Fact{tr("Function"),
                  settings.defaultFunction
                      ? tr("%1 (chosen)").arg(functionLabel(*settings.defaultFunction))
                      : tr("%1 (by kind)").arg(functionLabel(defaultFunction(definition)))};
    addIfAny(facts, tr("Tags"), tagsText(definition.tags));
    addIfAny(facts, tr("Owner"), definition.createdBy);
    if (definition.isArchived)
        facts << Fact{tr("State"), tr("Archived")};
    if (m_unit != definition.unit) {
        m_unit = definition.unit;
        loadBucket(); // its numbers may already stand there without it
    }
    m_metricFacts->setFacts(definition.name, definition.description.value_or(QString()), facts);
}

void DetailsPanel::showBucketFacts(const TimeWindow &window, const Aggregate &aggregate)
{
    const auto fact = [this](const QString &name, std::optional<double> value) {
        return Fact{name, valueCell(m_formatter, value, m_unit),
                    exactValueCell(m_formatter, value, m_unit)};
    };
    const auto of = [&aggregate](AggregateFunction function) { return aggregate.value(function); };
    const QList<Fact> facts{
        {tr("Count"), m_formatter.numbers().fullCount(static_cast<std::int64_t>(aggregate.count))},
        fact(tr("Mean"), of(AggregateFunction::Mean)),
        fact(tr("Min"), of(AggregateFunction::Min)),
        fact(tr("Max"), of(AggregateFunction::Max)),
        fact(tr("Sum"), of(AggregateFunction::Sum)),
    };
    m_bucketFacts->setFacts(windowHeading(), m_formatter.window(window), facts);
}

void DetailsPanel::showRecordFacts()
{
    const Record &record = *m_record;
    QList<Fact> facts{
        {tr("Value"), exactValueCell(m_formatter, record.value, record.unit)},
        timeFact(tr("Time"), record.sessionEnd),
        {tr("Device"), record.device.value_or(tr("none", "no device"))},
    };
    if (record.invocation)
        facts << Fact{tr("Invocation"), *record.invocation};
    facts << timeFact(tr("Saved"), record.published);
    addIfAny(facts, tr("By"), record.publishedBy);
    m_recordFacts->setFacts(tr("Record"), {}, facts);

    Session session;
    session.uid = record.sessionUid;
    session.name = record.sessionName;
    session.start = record.sessionStart;
    session.end = record.sessionEnd;
    session.tags = record.tags;
    session.note = record.note;
    session.isEntry = record.isEntry;
    showSessionFacts(session);
}

void DetailsPanel::showSessionFacts(const Session &session)
{
    QList<Fact> facts;
    if (!session.isEntry) {
        facts << timeFact(tr("Start"), session.start) << timeFact(tr("End"), session.end);
        if (session.start && session.end)
            facts << Fact{tr("Duration"), m_formatter.duration(*session.end - *session.start)};
        addIfAny(facts, tr("Devices"), session.devices.join(u", "_s));
    }
    addIfAny(facts, tr("Tags"), tagsText(session.tags));
    addIfAny(facts, tr("Note"), session.note);
    addIfAny(facts, tr("Id"), session.uid);
    const QString lead = session.isEntry ? tr("This entry is its own session.")
                                         : session.name.value_or(tr("(no name)"));
    m_sessionFacts->setFacts(tr("Session"), lead, facts);
}

void DetailsPanel::showHistory(const std::vector<RecordRevision> &revisions)
{
    QList<Fact> facts;
    for (const RecordRevision &revision : revisions)
        facts << Fact{exactValueCell(m_formatter, revision.value, m_record->unit),
                      tr("until %1, changed by %2")
                          .arg(exactTimeCell(m_formatter, revision.replaced), revision.replacedBy)};
    m_historyFacts->setFacts(tr("Earlier values"), {}, facts);
}

} // namespace tidemark
