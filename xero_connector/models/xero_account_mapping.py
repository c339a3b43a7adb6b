# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products, categories and accounts of Odoo to accounts of Xero."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: key of the transaction's cache
_RULES = "xero_connector.account_rules"


class XeroAccountMapping(models.Model):
    """One rule. A line takes the strongest that fits: its product, then the product's
    category or the nearest one above it, then its Odoo account, then the connection's
    default account. ``_rule_text`` says which it was.
    """

    _name = "xero.account.mapping"
    _inherit = ["xero.mapping.mixin"]
    _description = "Xero Account Mapping"
    _order = "use, level, id"

    use = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")],
        string="Used for",
        required=True,
        default="sale",
    )
    level = fields.Selection(
        [
            ("product", "Product or service"),
            ("category", "Product category"),
            ("account", "Odoo account"),
        ],
        string="Rule for",
        required=True,
        default="account",
    )
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", ondelete="cascade", check_company=True
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="cascade"
    )
    account_id = fields.Many2one(
        "account.account", string="Odoo Account", ondelete="cascade", check_company=True
    )
    xero_account_id = fields.Many2one(
        "xero.account",
        required=True,
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), ('status', '=', 'ACTIVE'),"
        " ('is_system', '=', False),"
        " ('account_type', 'not in', ['BANK', 'INVENTORY'])]",
    )
    source_key = fields.Char(compute="_compute_source_key", store=True, precompute=True)

    _uniq = models.UniqueIndex(
        "(connection_id, use, source_key) WHERE is_suggested IS NOT TRUE",
        "This is already mapped.",
    )

    @api.depends("level", "product_tmpl_id", "categ_id", "account_id")
    def _compute_source_key(self):
        for mapping in self:
            source = mapping._source()
            mapping.source_key = f"{mapping.level}:{source.id}" if source else False

    @api.depends(
        "level", "product_tmpl_id", "categ_id", "account_id", "xero_account_id"
    )
    def _compute_display_name(self):
        for mapping in self:
            source = mapping._source().display_name
            mapping.display_name = f"{source} → {mapping.xero_account_id.display_name}"

    @api.constrains("level", "product_tmpl_id", "categ_id", "account_id")
    def _check_source(self):
        for mapping in self:
            if not mapping._source():
                raise ValidationError(
                    self.env._("Choose the product, category or account of the rule.")
                )

    @api.constrains("xero_account_id", "connection_id")
    def _check_xero_account_id(self):
        for mapping in self:
            account = mapping.xero_account_id
            if account.connection_id != mapping.connection_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s is not an account of %(organisation)s.",
                        account=account.display_name,
                        organisation=mapping.connection_id.display_name,
                    )
                )
            if not account._can_stand_on_lines():
                raise ValidationError(self._not_on_lines(account))

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_rules()
        return super().create(vals_list)

    def write(self, vals):
        self._forget_rules()
        return super().write(vals)

    def unlink(self):
        self._forget_rules()
        return super().unlink()

    def _source(self):
        """The record of Odoo that the rule is for; may be empty."""
        return {
            "product": self.product_tmpl_id,
            "category": self.categ_id,
            "account": self.account_id,
        }.get(self.level, self.account_id)

    @api.model
    def _not_on_lines(self, account):
        return self.env._(
            "Xero does not allow %(account)s on lines of documents.",
            account=account.display_name,
        )

    def _find_problem(self):
        account = self.xero_account_id
        problem = account._problem()
        if not problem and account and not account._can_stand_on_lines():
            problem = self._not_on_lines(account)
        return problem

    def _hold_keys(self):
        """A stronger rule helps what waits for a weaker one, and another account what
        waits for a tax rate that is not legal on the old one."""
        self.ensure_one()
        use = self.use
        return [f"account:{use}:%", f"account:default:{use}", f"tax:{use}:%"]

    # ------------------------------------------------------------------
    # which account
    # ------------------------------------------------------------------
    @api.model
    def _rule_for(self, connection, use, product, account):
        """The strongest rule for a line.

        :param use: ``sale`` or ``purchase``
        :param product: product.product of the line, may be empty
        :param account: account.account of the line, may be empty
        :return: an xero.account.mapping or an empty one
        """
        rules = self._rules_of(connection, use)
        for key in self._source_keys(product, account) if rules else ():
            if key in rules:
                return self.browse(rules[key])
        return self.browse()

    @api.model
    def _source_keys(self, product, account):
        """What a rule for this line may be for, strongest first."""
        if product:
            yield f"product:{product.product_tmpl_id.id}"
            category = product.categ_id
            while category:
                yield f"category:{category.id}"
                category = category.parent_id
        if account:
            yield f"account:{account.id}"

    @api.model
    def _rules_of(self, connection, use):
        """Source key to mapping id; read once a transaction."""
        cache = self.env.cr.cache.setdefault(_RULES, {})
        key = connection.id, use
        if key not in cache:
            cache[key] = {
                rule.source_key: rule.id
                for rule in self.sudo().search(
                    [
                        ("connection_id", "=", connection.id),
                        ("use", "=", use),
                        ("is_suggested", "=", False),
                    ]
                )
            }
        return cache[key]

    @api.model
    def _forget_rules(self):
        self.env.cr.cache.pop(_RULES, None)

    def _rule_text(self):
        """Which rule this is, in words; of no rule, that it is the default."""
        if not self:
            return self.env._("Default account")
        if self.level == "product":
            return self.env._("Product %(name)s", name=self._source().display_name)
        if self.level == "category":
            return self.env._("Category %(name)s", name=self._source().display_name)
        return self.env._("Account %(name)s", name=self._source().display_name)
