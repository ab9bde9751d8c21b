// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publish_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/ports/outbox_store.h"
#include "model/ports/session_store.h"
#include "model/ports/source_links.h"
#include "views/browser/fact_list.h"
#include "views/sources/publish_device_field.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr QSize kUsualSize(600, 460);

} // namespace

PublishDialog::PublishDialog(const SourceParts &parts, PublishSelection selection, QWidget *parent)
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
    connect(m_source, &QComboBox::currentIndexChanged, this, &PublishDialog::readEarlier);
    connect(m_device, &PublishDeviceField::changed, this, [this] {
        m_isDeviceChosen = true;
        readPreview();
    });
    connect(m_device, &PublishDeviceField::typing, this, [this] {
        m_isDeviceChosen = true;
        ++m_generation; // what is read now is not of this name
        m_publish->setEnabled(false);
    });
    connect(m_publish, &QPushButton::clicked, this, &PublishDialog::publish);
    connect(m_retry, &QPushButton::clicked, this, &PublishDialog::retry);
    connect(m_copy, &QPushButton::clicked, this, &PublishDialog::copyList);
    readEarlier();
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
    m_layout = new QVBoxLayout(this);
    m_layout->addLayout(form);
    m_layout->addWidget(m_strip);
    m_layout->addWidget(m_facts);
    m_layout->addWidget(m_definitionsTitle);
    m_layout->addWidget(m_definitions, 1);
    m_layout->addWidget(m_notes);
    m_layout->addWidget(m_result);
    m_layout->addWidget(m_table, 1);
    m_layout->addStretch(0);
    m_layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(kUsualSize);
}

SourceId PublishDialog::source() const
{
    return SourceId(m_source->currentData().toLongLong());
}

void PublishDialog::readEarlier()
{
    ++m_generation; // what is read now is of another source
    m_earlier = {};
    m_publish->setEnabled(false);
    continueOn(this, m_parts.ports.outbox->earlierDevices(source(), m_selection),
               [this, of = source()](const Result<EarlierDevices> &earlier) {
                   if (of != source() || !m_source->isEnabled())
                       return;
                   m_earlier = earlier.value_or(EarlierDevices());
                   showEarlier();
               });
}

void PublishDialog::showEarlier()
{
    const PublishDevice *earlier = sharedEarlier();
    if (!m_isDeviceChosen)
        m_device->setChoice(earlier ? *earlier : PublishDevice::asRecorded());
    readPreview();
}

const PublishDevice *PublishDialog::sharedEarlier() const
{
    const auto &choices = m_earlier.choices;
    const bool isShared = choices.size() == 1 && choices.front().records == m_earlier.records;
    return isShared ? &choices.front().device : nullptr;
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

void PublishDialog::showCautions(const OutboxPreview &preview, bool isOff)
{
    const std::int64_t others = replacedChoices(m_earlier, m_choice);
    const QString replaces =
        others > 0 ? tr("%Ln of these record(s) went with another choice of device before; what is "
                        "chosen here replaces it.",
                        nullptr, pluralCount(others))
                   : QString();
    const QString refused =
        preview.uninferable > 0
            ? tr("The source will refuse %Ln record(s): the session has no device, or several. "
                 "Choose a device or none.",
                 nullptr, pluralCount(preview.uninferable))
            : QString();
    if (isOff)
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("Publishing to this source is off. Choose another level in its "
                                "settings first."));
    else if (!refused.isEmpty())
        m_strip->showMessage(theme::StateColor::Caution,
                             replaces.isEmpty() ? refused : QString(refused % u' ' % replaces));
    else if (!replaces.isEmpty())
        m_strip->showMessage(theme::StateColor::Info, replaces);
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
    QString device = deviceNote(preview);
    if (const PublishDevice *earlier = sharedEarlier(); earlier && *earlier == m_choice)
        device += u' ' % tr("They went so before.");
    QString notes = device % u' ' % tr("What the source shows already is not sent again.") % u' ' %
                    tr("A source may not take back what it has: values, renamed metrics, and what "
                       "others recorded there. Undo takes it back here alone then.");
    if (!preview.droppedBySummary.isEmpty())
        notes = tr("The level \"summary\" leaves out: %1.")
                    .arg(preview.droppedBySummary.join(tr(", ", "list"))) %
                u' ' % notes;
    m_notes->setText(notes);
    showCautions(preview, isOff);
    m_publish->setText(tr("Publish %Ln record(s)", nullptr, pluralCount(preview.records)));
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

} // namespace tidemark
