// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_check.h"

#include "model/core/text.h"
#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/time/time_entry.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("tidemark::EntryCheck", text);
}

struct Reader
{
    const EntryInput &input;
    const EntryKnowledge &knowledge;
    const Formatter &formatter;
    EntryCheck check;
    ValueEntry entry;

    void problem(EntryField field, FieldMessage &message, const QString &text)
    {
        message = {text, true};
        if (!check.firstProblem)
            check.firstProblem = field;
    }
    void readMetric();
    void readValue();
    void readTime();
    void readDevice();
    void readRest();
};

void Reader::readMetric()
{
    const auto name = normalisedName(input.metric);
    if (input.metric.trimmed().isEmpty()) {
        check.firstProblem = EntryField::Metric;
        return;
    }
    if (!name) {
        problem(EntryField::Metric, check.metric, name.error().message);
        return;
    }
    entry.metric = *name;
    const auto found =
        std::find_if(knowledge.definitions.begin(), knowledge.definitions.end(),
                     [&name](const Definition &definition) { return definition.name == *name; });
    if (found == knowledge.definitions.end()) {
        check.isNewMetric = true;
        check.metric = {tr("New metric: saving offers to create it."), false};
        return;
    }
    check.definition = *found;
    check.unit = found->unit;
    if (found->isArchived)
        check.metric = {tr("This metric is archived."), false};
}

void Reader::readValue()
{
    if (input.value.trimmed().isEmpty()) {
        if (!check.firstProblem)
            check.firstProblem = EntryField::Value;
        return;
    }
    const QLocale &locale = formatter.numbers().locale();
    const auto parsed = parseValue(input.value, Unit::of(check.unit), locale);
    if (!parsed) {
        problem(EntryField::Value, check.value, parsed.error().message);
        return;
    }
    entry.value = parsed->value;
    const QString shown = exactValueCell(formatter, parsed->value, check.unit);
    if (parsed->convertedFrom)
        check.value = {tr("%1 = %2").arg(*parsed->convertedFrom, shown), false};
    else if (parsed->ambiguous)
        check.value = {tr("Read as %1").arg(shown), false};
    else
        check.value = {u"= "_s + shown, false};
}

void Reader::readTime()
{
    if (input.session) {
        entry.sessionUid = input.session->uid;
        const auto at = input.session->end ? input.session->end : input.session->start;
        entry.at = at.value_or(knowledge.now);
        check.at = at;
        if (at)
            check.sessionTime = formatter.editTime(*at, knowledge.zone);
        check.time = {at ? formatter.exactTime(at) : tr("The session has no time yet."), false};
        return;
    }
    const QString text = input.time.trimmed().isEmpty() ? u"now"_s : input.time;
    const auto read =
        parseTimeEntry(text, knowledge.now, knowledge.zone, formatter.numbers().locale());
    if (!read) {
        problem(EntryField::Time, check.time, read.error().message);
        return;
    }
    const auto at = read->instant(input.fold);
    if (!at) {
        check.isRepeatedTime = read->meaning.kind == LocalInstant::Kind::Repeated;
        problem(EntryField::Time, check.time, read->message);
        return;
    }
    check.at = entry.at = *at;
    check.time = {formatter.exactTime(*at), false};
}

void Reader::readDevice()
{
    switch (input.device.mode) {
    case DeviceChoice::Mode::None:
        break;
    case DeviceChoice::Mode::Given:
        entry.device = input.device.device;
        break;
    case DeviceChoice::Mode::Inferred:
        if (input.session && input.session->devices.size() == 1)
            entry.device = input.session->devices.front();
        else
            problem(EntryField::Device, check.device,
                    tr("The session does not have exactly one device. Choose one, or none."));
        break;
    }
}

void Reader::readRest()
{
    auto tags = tagsFromText(input.tags);
    if (tags)
        entry.tags = *std::move(tags);
    else
        problem(EntryField::Tags, check.tags, tags.error().message);
    entry.note = input.note;
}

} // namespace

EntryCheck checkEntry(const EntryInput &input, const EntryKnowledge &knowledge,
                      const Formatter &formatter)
{
    Reader reader{input, knowledge, formatter, {}, {}};
    reader.readMetric();
    reader.readValue();
    reader.readTime();
    reader.readDevice();
    reader.readRest();
    if (!reader.check.firstProblem)
        reader.check.entry = std::move(reader.entry);
    return std::move(reader.check);
}

} // namespace tidemark
