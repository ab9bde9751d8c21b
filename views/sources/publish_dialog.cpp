// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publish_dialog.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "model/ports/outbox_store.h"
#include "model/ports/session_store.h"
#include "model/ports/source_links.h"
#include "views/browser/fact_list.h"
#include "views/sources/publish_device_field.h"
#include "views/sources/publish_watch.h"
#include "views/sources/state_look.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr QSize kUsualSize(600, 460);

int plural(std::int64_t count)
{
    return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

} // namespace

PublishDialog::PublishDialog(const SourceParts &parts, Selection selection, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_selection(std::move(selection))
    , m_source(new QComboBox(this))
    , m_facts(new FactList(this))
    , m_definitions(new QPlainTextEdit(this))
    , m_definitionsTitle(new QLabel(tr("New metrics that are created there:"), this))
    , m_notes(new QLabel(this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_result(new QLabel(this))
    , m_failures(new QStandardItemModel(this))
    , m_table(new DataTable(tr("What was not saved"), DataTable::Keys::Activate, this))
    , m_publish(new QPushButton(tr("Publish"), this))
    , m_retry(new QPushButton(tr("&Retry failed"), this))
    , m_copy(new QPushButton(tr("&Copy list"), this))
    , m_close(nullptr)
{
    setWindowTitle(tr("Publish the selected records"));
    buildLayout();
    connect(m_source, &QComboBox::currentIndexChanged, this, &PublishDialog::readPreview);
    connect(m_device, &PublishDeviceField::changed, this, &PublishDialog::readPreview);
    connect(m_device, &PublishDeviceField::typing, this, [this] {
        ++m_generation; // what is read now is not of this name
        m_publish->setEnabled(false);
    });
    connect(m_publish, &QPushButton::clicked, this, &PublishDialog::publish);
    connect(m_retry, &QPushButton::clicked, this, &PublishDialog::retry);
    connect(m_copy, &QPushButton::clicked, this, &PublishDialog::copyList);
    readPreview();
    readDevices();
    m_source->setFocus(Qt::OtherFocusReason);
}

void PublishDialog::buildLayout()
{
    m_source->setAccessibleName(tr("Source"));
    for (const SourceLink &link : m_parts.board->links())
        m_source->addItem(link.source.name, qint64{link.source.id.value()});
    const auto publishes = [](const SourceLink &link) {
        return link.source.level != PublishLevel::Off;
    };
    const auto &links = m_parts.board->links();
    const auto first = std::find_if(links.begin(), links.end(), publishes);
    m_source->setCurrentIndex(first == links.end() ? 0 : static_cast<int>(first - links.begin()));
    m_definitions->setReadOnly(true);
    m_definitions->setAccessibleName(tr("New metrics that are created there"));
    m_definitions->setTabChangesFocus(true);
    m_definitions->setMinimumHeight(60);
    m_notes->setWordWrap(true);
    m_notes->setProperty("tone", u"muted"_s);
    m_result->setProperty("tone", u"heading"_s);
    m_result->setWordWrap(true);
    m_table->setModel(m_failures);
    m_table->setElasticColumn(1);
    m_publish->setProperty("variant", u"primary"_s);
    m_publish->setDefault(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_close = buttons->button(QDialogButtonBox::Cancel);
    buttons->addButton(m_copy, QDialogButtonBox::ActionRole);
    buttons->addButton(m_retry, QDialogButtonBox::ActionRole);
    buttons->addButton(m_publish, QDialogButtonBox::AcceptRole);
    for (QWidget *later : {static_cast<QWidget *>(m_copy), static_cast<QWidget *>(m_retry),
                           static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_result)})
        later->hide();
    auto *form = new QFormLayout;
    auto *label = new QLabel(tr("&To"), this);
    label->setBuddy(m_source);
    label->setMinimumHeight(m_source->sizeHint().height());
    form->addRow(label, m_source);
    m_device = new PublishDeviceField(*form, this);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_strip);
    layout->addWidget(m_facts);
    layout->addWidget(m_definitionsTitle);
    layout->addWidget(m_definitions, 1);
    layout->addWidget(m_notes);
    layout->addWidget(m_result);
    layout->addWidget(m_table, 1);
    layout->addStretch(0);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(kUsualSize);
}

SourceId PublishDialog::source() const
{
    return SourceId(m_source->currentData().toLongLong());
}

void PublishDialog::readPreview()
{
    const std::uint64_t generation = ++m_generation;
    m_publish->setEnabled(false);
    m_strip->clear();
    const auto device = m_device->choice();
    if (!device) {
        m_notes->setText(tr("Type the name of the device that the records go with."));
        return;
    }
    m_choice = *device;
    continueOn(this, m_parts.ports.outbox->preview(source(), m_selection, m_choice),
               [this, generation](const Result<OutboxPreview> &preview) {
                   if (generation != m_generation)
                       return;
                   if (preview)
                       showPreview(*preview);
                   else
                       m_strip->showError(preview.error());
               });
}

void PublishDialog::readDevices()
{
    continueOn(this, m_parts.ports.sessions->devices(), [this](const Result<QStringList> &names) {
        if (names) // without them a name is typed whole
            m_device->setNames(*names);
    });
}

QString PublishDialog::deviceNote(const OutboxPreview &preview) const
{
    switch (m_choice.mode) {
    case PublishDevice::Mode::Inferred:
        return tr("The source takes the only device of each session.");
    case PublishDevice::Mode::None:
        return tr("The records go without a device; here they keep theirs.");
    case PublishDevice::Mode::Given:
        return preview.isDeviceNew
                   ? tr("The records go with the device \"%1\", which is created there; here they "
                        "keep theirs.")
                         .arg(m_choice.device)
                   : tr("The records go with the device \"%1\"; here they keep theirs.")
                         .arg(m_choice.device);
    case PublishDevice::Mode::AsRecorded:
        break;
    }
    return tr("Each record goes with the device that it has here.");
}

void PublishDialog::showPreview(const OutboxPreview &preview)
{
    const NumberFormatter &numbers = m_parts.formatter->numbers();
    const SourceLink *link = m_parts.board->find(source());
    const bool isOff = !link || link->source.level == PublishLevel::Off;
    QList<Fact> facts{
        {tr("Records"), numbers.fullCount(preview.records)},
        {tr("Sessions"),
         tr("%1 created, changed or removed there").arg(numbers.fullCount(preview.sessions))},
        {tr("Metrics"), tr("%1, new there: %2", "numbers of metrics")
                            .arg(numbers.fullCount(preview.definitions),
                                 numbers.fullCount(preview.newDefinitions.size()))}};
    if (preview.removals > 0)
        facts.append({tr("Removals"), numbers.fullCount(preview.removals)});
    m_facts->setFacts(tr("This will be sent"), {}, facts);
    m_definitions->setPlainText(preview.newDefinitions.join(u'\n'));
    m_definitions->setVisible(!preview.newDefinitions.isEmpty());
    m_definitionsTitle->setVisible(!preview.newDefinitions.isEmpty());
    QString notes = deviceNote(preview) % u' ' %
                    tr("What the source shows already is not sent again.") % u' ' %
                    tr("A source may not take back what it has: values, renamed metrics, and what "
                       "others recorded there. Undo takes it back here alone then.");
    if (!preview.droppedBySummary.isEmpty())
        notes = tr("The level \"summary\" leaves out: %1.")
                    .arg(preview.droppedBySummary.join(tr(", ", "list"))) %
                u' ' % notes;
    m_notes->setText(notes);
    if (isOff)
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("Publishing to this source is off. Choose another level in its "
                                "settings first."));
    else if (preview.uninferable > 0)
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("The source will refuse %Ln record(s): the session has no device, "
                                "or several. Choose a device or none.",
                                nullptr, plural(preview.uninferable)));
    m_publish->setText(tr("Publish %Ln record(s)", nullptr, plural(preview.records)));
    m_publish->setEnabled(!isOff && preview.records > 0);
}

void PublishDialog::publish()
{
    m_publish->setEnabled(false);
    m_source->setEnabled(false);
    m_device->setEnabled(false);
    continueOn(this, m_parts.ports.outbox->enqueue(source(), m_selection, m_choice),
               [this](const Result<PublishedItems> &queued) {
                   if (queued) {
                       follow(*queued);
                       return;
                   }
                   m_strip->showError(queued.error());
                   m_source->setEnabled(true);
                   m_device->setEnabled(true);
                   m_publish->setEnabled(true);
               });
}

void PublishDialog::follow(const PublishedItems &published)
{
    for (QWidget *before : {static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_definitions),
                            static_cast<QWidget *>(m_definitionsTitle),
                            static_cast<QWidget *>(m_notes), static_cast<QWidget *>(m_publish)})
        before->hide();
    m_close->setText(tr("Close"));
    m_close->setDefault(true);
    m_close->setFocus(Qt::OtherFocusReason);
    m_watch = new PublishWatch(m_parts, source(), published, this);
    connect(m_watch, &PublishWatch::changed, this, &PublishDialog::showProgress);
    connect(m_watch, &PublishWatch::readFailed, this,
            [this](const Error &error) { m_strip->showError(error); });
    connect(m_parts.board, &SourceBoard::linkChanged, this, [this](SourceId changed) {
        if (changed == source())
            showProgress();
    });
    m_watch->start();
    m_parts.links->sendNow(source());
}

QString PublishDialog::progressText() const
{
    const NumberFormatter &numbers = m_parts.formatter->numbers();
    const auto count = [&numbers](std::int64_t number) { return numbers.fullCount(number); };
    QString text;
    if (m_watch->waiting() > 0)
        text = tr("%1 of %2 saved, %3 failed, %4 waiting.")
                   .arg(count(m_watch->saved()), count(m_watch->total()), count(m_watch->failed()),
                        count(m_watch->waiting()));
    else
        text = tr("%1 saved, %2 failed.").arg(count(m_watch->saved()), count(m_watch->failed()));
    if (m_watch->failedOthers() > 0)
        text +=
            u' ' % tr("Metrics and sessions that failed: %1.").arg(count(m_watch->failedOthers()));
    return text;
}

void PublishDialog::showProgress()
{
    m_result->setText(progressText());
    m_result->show();
    showTrouble();
    showFailures();
}

void PublishDialog::showTrouble()
{
    const SourceLink *link = m_parts.board->find(source());
    const bool isWaiting = m_watch->waiting() > 0 || m_watch->waitingOthers() > 0;
    const bool hasConflict =
        std::any_of(m_watch->failures().begin(), m_watch->failures().end(),
                    [](const OutboxItem &one) { return one.reason == AttentionReason::Conflict; });
    if (isWaiting && link && link->delivery.error)
        m_strip->showState(deliveryColor(link->delivery),
                           tr("%1 What waits is sent as soon as that is mended; this window can "
                              "be closed.")
                               .arg(link->delivery.error->message),
                           link->delivery.error->detail);
    else if (hasConflict)
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("What was changed on both sides is not tried again: choose which "
                                "version counts under Sources, Waiting to be sent."));
    else
        m_strip->clear();
}

void PublishDialog::showFailures()
{
    m_failures->clear();
    m_failures->setHorizontalHeaderLabels({tr("Name"), tr("Reason")});
    for (int column = 0; column < 2; ++column)
        m_failures->setHeaderData(column, Qt::Horizontal, int{Qt::AlignLeft | Qt::AlignVCenter},
                                  Qt::TextAlignmentRole);
    for (const OutboxItem &item : m_watch->failures()) {
        QList<QStandardItem *> row{
            new QStandardItem(tr("%1 %2", "kind and name: Record speed")
                                  .arg(outboxKindName(item.key.kind), item.name)),
            new QStandardItem(outboxReasonText(item))};
        for (QStandardItem *cell : row) {
            cell->setEditable(false);
            cell->setToolTip(cell->text());
        }
        m_failures->appendRow(row);
    }
    const auto &failures = m_watch->failures();
    m_table->setVisible(!failures.empty());
    m_retry->setVisible(std::any_of(failures.begin(), failures.end(), canRetry));
    m_copy->setVisible(!failures.empty());
    if (!failures.empty())
        m_table->fitColumns();
}

void PublishDialog::retry()
{
    std::vector<OutboxItemId> items;
    for (const OutboxItem &item : m_watch->failures()) {
        if (canRetry(item))
            items.push_back(item.id);
    }
    continueOn(this, m_parts.ports.outbox->retry(source(), items),
               [this](const Result<std::int64_t> &retried) {
                   if (!retried) {
                       m_strip->showError(retried.error());
                       return;
                   }
                   m_watch->refresh();
                   m_parts.links->sendNow(source());
               });
}

void PublishDialog::copyList()
{
    QString text = tr("Name") % u'\t' % tr("Reason") % u'\n';
    for (int row = 0; row < m_failures->rowCount(); ++row)
        text += m_failures->item(row, 0)->text() % u'\t' % m_failures->item(row, 1)->text() % u'\n';
    QGuiApplication::clipboard()->setText(text);
}

} // namespace tidemark
