// SPDX-License-Identifier: GPL-3.0-or-later
// What the import page says: findings, summary, rows that cannot be read, problems.
#include "app/pages/import_page.h"

#include "app/pages/import_metrics_table.h"
#include "model/core/plural_count.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kListedRejects = 500;
constexpr int kNamedMetrics = 10;
constexpr int kRejectedTab = 1;

QString newMetricsText(const ImportSurvey &survey)
{
    QStringList created;
    int more = 0;
    for (const ImportMetric &metric : survey.metrics) {
        if (metric.exists || metric.isSkipped)
            continue;
        if (created.size() == kNamedMetrics)
            ++more;
        else
            created.append(metric.unit.isEmpty()
                               ? metric.target
                               : QString(metric.target % u" ("_s % metric.unit % u')'));
    }
    if (created.isEmpty())
        return {};
    const QString names = created.join(u", "_s);
    return u'\n' % (more > 0
                        ? ImportPage::tr("New metrics: %1 and %Ln more", nullptr, more).arg(names)
                        : ImportPage::tr("New metrics: %1").arg(names));
}

// What no column takes must not be lost in silence.
QString unknownText(const ImportSurvey &survey)
{
    if (survey.unknown.empty())
        return {};
    QStringList names;
    for (const UnknownField &field : survey.unknown) {
        if (names.size() == kNamedMetrics) {
            names.append(u"…"_s);
            break;
        }
        names.append(
            ImportPage::tr("%1 in %Ln rows", nullptr, pluralCount(field.rows)).arg(field.name));
    }
    return u'\n' % ImportPage::tr("Left out, since no column has it: %1").arg(names.join(u", "_s));
}

QString countText(const ImportSurvey &survey)
{
    QString text = ImportPage::tr("%Ln rows ready", nullptr, pluralCount(survey.rowsReady));
    text += u", "_s % ImportPage::tr("%Ln skipped", "rows", pluralCount(survey.rejectedCount));
    if (survey.rowsMissing > 0)
        text += u", "_s %
                ImportPage::tr("%Ln without a value", nullptr, pluralCount(survey.rowsMissing));
    return text % newMetricsText(survey) % unknownText(survey);
}

} // namespace

void ImportPage::showFindings(const std::vector<ImportFinding> &findings)
{
    m_findings->clear();
    for (const ImportFinding &finding : findings) {
        const QString sure =
            finding.needsChoice
                ? tr("please choose")
                : locale().toString(finding.confidence * 100, 'f', 0) % locale().percent();
        new QTreeWidgetItem(m_findings, {finding.text, sure});
    }
}

void ImportPage::showRejected()
{
    m_rejected->clear();
    const std::int64_t count = m_survey ? m_survey->rejectedCount : 0;
    m_details->setTabText(kRejectedTab,
                          tr("Unreadable rows (%1)").arg(locale().toString(qlonglong{count})));
    m_details->setTabEnabled(kRejectedTab, count > 0);
    const bool areLines = !m_plan || hasLines(m_plan->format);
    m_rejected->headerItem()->setText(0, areLines ? tr("Line") : tr("Row"));
    if (count == 0)
        return;
    const std::vector<RejectedRow> &rows = m_survey->rejected;
    const std::size_t listed = std::min(rows.size(), kListedRejects);
    for (std::size_t i = 0; i < listed; ++i)
        new QTreeWidgetItem(m_rejected, {locale().toString(qlonglong{rows[i].line}), rows[i].column,
                                         rows[i].text, rows[i].reason});
    if (const std::int64_t more = count - static_cast<std::int64_t>(listed); more > 0)
        new QTreeWidgetItem(m_rejected,
                            {u"…"_s,
                             {},
                             {},
                             tr("%Ln more are not listed; save them to a file to see all.", nullptr,
                                pluralCount(more))});
}

// Why Import is not possible, with a survey at hand; empty when it is.
QString ImportPage::blockedBy() const
{
    const auto badRows = static_cast<BadRows>(m_badRows->currentData().toInt());
    if (QString problem = m_metrics->problem(); !problem.isEmpty())
        return problem;
    const auto conflicts = static_cast<ConflictPolicy>(m_conflicts->currentData().toInt());
    if (m_plan->target == ImportTarget::Samples && conflicts == ConflictPolicy::KeepBoth)
        return tr("A series holds one sample at a time, so both cannot be kept. Leave or replace "
                  "the one that is there, or import records.");
    if (m_survey->rowsReady == 0)
        return tr("There is nothing to import.");
    if (m_survey->rejectedCount > 0 && badRows == BadRows::Stop)
        return tr("Some rows cannot be read. Mend them, or skip them.");
    if (m_survey->rejectedCount > 0 && badRows == BadRows::Save && m_rejectedPath.isEmpty())
        return tr("Choose the file in which the rows left out are saved, or skip them.");
    return {};
}

void ImportPage::showSummary()
{
    const auto badRows = static_cast<BadRows>(m_badRows->currentData().toInt());
    m_rejectedFile->setEnabled(badRows == BadRows::Save);
    if (!m_survey)
        return;
    const QString reason = blockedBy();
    showText(countText(*m_survey) % (reason.isEmpty() ? QString() : QString(u'\n' % reason)));
    m_import->setText(tr("Import %Ln values", nullptr, pluralCount(m_survey->rowsReady)));
    m_import->setToolTip(reason);
    m_import->setEnabled(reason.isEmpty());
}

void ImportPage::showProblem(const Error &problem)
{
    showText(problem.message, problem.detail);
    m_import->setEnabled(false);
}

void ImportPage::showText(const QString &text, const QString &detail)
{
    m_summary->setText(text);
    m_detail->setText(detail);
    m_showDetail->setVisible(!detail.isEmpty());
    m_showDetail->setChecked(false);
}

} // namespace tidemark
