// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/source_form.h"

#include "model/domain/endpoint_text.h"
#include "views/sources/configuration_field.h"
#include "views/sources/publishing_field.h"
#include "views/sources/state_look.h"
#include "views/sources/token_field.h"
#include "views/sources/trust_field.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kNameMaxLength = 120;

QLabel *note(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->hide();
    return label;
}

template <class T>
std::optional<T> changed(const T &before, const T &now)
{
    return before == now ? std::nullopt : std::optional<T>(now);
}

} // namespace

SourceForm::SourceForm(const Formatter &formatter, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QFormLayout(this))
    , m_kind(new QComboBox(this))
    , m_configuration(new ConfigurationField(this))
    , m_name(new QLineEdit(this))
    , m_nameProblem(note(this))
    , m_endpoint(new QLineEdit(this))
    , m_endpointProblem(note(this))
    , m_organisation(new QLineEdit(this))
    , m_token(new TokenField(this))
    , m_trust(new TrustField(this))
    , m_publishing(new PublishingField(formatter, this))
{
    m_kind->addItem(tr("Roboto service"), static_cast<int>(SourceKind::Roboto));
    m_kind->setAccessibleName(tr("Type"));
    m_name->setMaxLength(kNameMaxLength);
    m_name->setPlaceholderText(tr("for example Fleet"));
    m_name->setAccessibleName(tr("Name"));
    m_endpoint->setPlaceholderText(tr("https://metrics.example"));
    m_endpoint->setAccessibleName(tr("Address"));
    m_endpoint->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_organisation->setPlaceholderText(tr("only where the token has several"));
    m_organisation->setAccessibleName(tr("Organisation"));
    buildLayout();
    setFocusProxy(m_name);
    for (QLineEdit *edit : {m_name, m_endpoint, m_organisation})
        connect(edit, &QLineEdit::textChanged, this, &SourceForm::edited);
    connect(m_name, &QLineEdit::textChanged, this, [this] { showNameProblem({}); });
    connect(m_endpoint, &QLineEdit::textChanged, this, &SourceForm::validate);
    connect(m_endpoint, &QLineEdit::textChanged, this, &SourceForm::compareOrigin);
    connect(m_endpoint, &QLineEdit::editingFinished, this, &SourceForm::validate);
    connect(m_configuration, &ConfigurationField::chosen, this, &SourceForm::takeConfigured);
    for (QLineEdit *edit : {m_endpoint, m_token->edit()})
        connect(edit, &QLineEdit::textEdited, this, &SourceForm::leaveConfigured);
    connect(m_publishing, &PublishingField::edited, this, &SourceForm::edited);
    connect(m_trust, &TrustField::edited, this, &SourceForm::edited);
    connect(m_token, &TokenField::edited, this, &SourceForm::edited);
    connect(m_token, &TokenField::placeChosen, this, &SourceForm::edited);
    for (QLineEdit *edit : {m_endpoint, m_organisation})
        connect(edit, &QLineEdit::textChanged, this, &SourceForm::connectionEdited);
    connect(m_trust, &TrustField::edited, this, &SourceForm::connectionEdited);
    connect(m_token, &TokenField::edited, this, &SourceForm::connectionEdited);
}

void SourceForm::addRow(QFormLayout *form, const QString &label, QWidget *field)
{
    auto *text = new QLabel(label, this);
    text->setBuddy(field->focusProxy() ? field->focusProxy() : field);
    text->setMinimumHeight(m_name->sizeHint().height()); // level with the first line of the field
    text->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    form->addRow(text, field);
}

void SourceForm::buildLayout()
{
    QFormLayout *form = m_layout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(form, tr("T&ype"), m_kind);
    addRow(form, tr("Con&figuration"), m_configuration);
    form->setRowVisible(m_configuration, false);
    addRow(form, tr("&Name"), m_name);
    form->addRow(QString(), m_nameProblem);
    addRow(form, tr("&Address"), m_endpoint);
    form->addRow(QString(), m_endpointProblem);
    addRow(form, tr("&Organisation"), m_organisation);
    addRow(form, tr("To&ken"), m_token);
    addRow(form, tr("Certificat&es"), m_trust);
    addRow(form, tr("&Publishing"), m_publishing);
}

void SourceForm::fill(const Source &source, std::optional<SecretPlace> token)
{
    m_id = source.id;
    m_storedEndpoint = source.endpoint;
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(source.kind)));
    m_kind->setEnabled(false); // what is known of the other side depends on it
    m_name->setText(source.name);
    m_endpoint->setText(source.endpoint);
    m_organisation->setText(source.organisation);
    m_token->setKept(token);
    m_trust->setCaFile(source.caFile);
    m_trust->setPin(source.pinnedCertificate);
    m_publishing->setLevel(source.level);
    m_publishing->setInterval(source.interval);
    validate();
}

void SourceForm::setHasKeyring(bool hasKeyring)
{
    m_token->setHasKeyring(hasKeyring);
}

void SourceForm::setConfigured(const Result<std::vector<ConfiguredAccess>> &offers)
{
    m_configuration->setOffers(offers);
    m_layout->setRowVisible(m_configuration, m_configuration->isWanted());
}

// As if both were typed: the token goes where the person keeps such tokens. What was typed before
// comes back when none is used after all.
void SourceForm::takeConfigured()
{
    const auto choice = m_configuration->choice();
    if (choice && !m_typed)
        m_typed = Typed{m_endpoint->text(), m_token->token()};
    const Typed typed = m_typed.value_or(Typed());
    if (!choice)
        m_typed.reset();
    m_endpoint->setText(choice ? choice->endpoint : typed.endpoint);
    m_token->setToken(choice ? choice->token : typed.token);
}

// A token that was not typed is not sent to an address that was.
void SourceForm::leaveConfigured()
{
    if (m_configuration->choice() && !m_token->edit()->isModified())
        m_token->setToken({});
    m_configuration->clearChoice();
    m_typed.reset(); // what is typed over a profile is what counts
}

void SourceForm::setDropped(const QStringList &tags)
{
    m_publishing->setDropped(tags);
}

void SourceForm::setPin(const QString &pin)
{
    m_trust->setPin(pin);
}

void SourceForm::showNameProblem(const QString &text)
{
    showToned(m_nameProblem, text, u"error"_s);
    if (!text.isEmpty())
        m_name->setFocus(Qt::OtherFocusReason);
}

void SourceForm::validate()
{
    const QString typed = m_endpoint->text().trimmed();
    const auto stored = storableEndpoint(typed);
    const bool isBeingTyped = typed.isEmpty() || (!stored && m_endpoint->hasFocus()); // no reproach
    if (!stored && !isBeingTyped)
        showToned(m_endpointProblem, stored.error().message, u"error"_s);
    else if (stored && !isBeingTyped && isReadableOnTheWay(typed))
        showToned(m_endpointProblem,
                  tr("Not encrypted: everyone on the way to %1 can read the values and the token. "
                     "Use https:// where the service has it.")
                      .arg(placeOfEndpoint(typed)),
                  u"caution"_s);
    else
        showToned(m_endpointProblem, {}, u"error"_s);
}

// A token goes to the origin that it was given for and to no other (Q4).
void SourceForm::compareOrigin()
{
    const auto typed = storableEndpoint(m_endpoint->text());
    const bool isOther = typed && !m_storedEndpoint.isEmpty() &&
                         originOfEndpoint(*typed) != originOfEndpoint(m_storedEndpoint);
    m_token->setGivenFor(isOther ? addressOfOrigin(m_storedEndpoint) : QString());
}

Result<NewSource> SourceForm::source() const
{
    NewSource source;
    source.name = m_name->text().trimmed();
    if (source.name.isEmpty())
        return failure(ErrorCode::InvalidArgument, tr("Give the source a name."));
    auto endpoint = storableEndpoint(m_endpoint->text());
    if (!endpoint)
        return failure(endpoint.error());
    auto caFile = m_trust->caFile();
    if (!caFile)
        return failure(caFile.error());
    auto pin = m_trust->pin();
    if (!pin)
        return failure(pin.error());
    source.kind = static_cast<SourceKind>(m_kind->currentData().toInt());
    source.endpoint = *std::move(endpoint);
    source.organisation = m_organisation->text().trimmed();
    source.caFile = *std::move(caFile);
    source.pinnedCertificate = *std::move(pin);
    source.level = m_publishing->level();
    source.interval = m_publishing->interval();
    return source;
}

Result<SourceChange> SourceForm::changeOf(const Source &before) const
{
    const auto now = source();
    if (!now)
        return failure(now.error());
    SourceChange change;
    change.name = changed(before.name, now->name);
    change.endpoint = changed(before.endpoint, now->endpoint);
    change.organisation = changed(before.organisation, now->organisation);
    change.caFile = changed(before.caFile, now->caFile);
    change.pinnedCertificate = changed(before.pinnedCertificate, now->pinnedCertificate);
    change.level = changed(before.level, now->level);
    change.interval = changed(before.interval, now->interval);
    return change;
}

Result<ConnectionDraft> SourceForm::draft() const
{
    auto caFile = m_trust->caFile();
    if (!caFile)
        return failure(caFile.error());
    auto pin = m_trust->pin();
    if (!pin)
        return failure(pin.error());
    ConnectionDraft draft;
    draft.endpoint = m_endpoint->text().trimmed();
    draft.organisation = m_organisation->text().trimmed();
    draft.caFile = *std::move(caFile);
    draft.pinnedCertificate = *std::move(pin);
    draft.token = m_token->token();
    draft.tokenOf = m_id;
    return draft;
}

} // namespace tidemark
