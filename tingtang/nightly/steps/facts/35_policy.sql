-- The values in force at each institution: the manual's, or what the institution or one above it has tightened.
-- A customer's duties follow the values of the manager's institution. The tiers are the same in the whole province:
-- every outlet must know a customer by the same tier (A27).
-- grain: institution_id
-- reads: institution, institution_value
WITH own AS (
  SELECT
    institution_id,
    max(CASE WHEN value_key = 'attrition.min_assets' THEN CAST(value AS DECIMAL(20, 2)) END)
      AS attrition_min_assets,
    max(CASE WHEN value_key = 'attrition.drop_share' THEN CAST(value AS DECIMAL(9, 6)) END)
      AS attrition_drop_share,
    max(CASE WHEN value_key = 'attrition.outflow_share' THEN CAST(value AS DECIMAL(9, 6)) END)
      AS attrition_outflow_share,
    max(CASE WHEN value_key = 'attrition.silence_days' THEN CAST(value AS INTEGER) END)
      AS attrition_silence_days,
    max(CASE WHEN value_key = 'attrition.payroll_dormant_days' THEN CAST(value AS INTEGER) END)
      AS attrition_payroll_dormant_days,
    max(CASE WHEN value_key = 'attrition.retain_days' THEN CAST(value AS INTEGER) END)
      AS attrition_retain_days,
    max(CASE WHEN value_key = 'contact.interval_days.private' THEN CAST(value AS INTEGER) END)
      AS contact_interval_days_private,
    max(CASE WHEN value_key = 'contact.interval_days.wealth' THEN CAST(value AS INTEGER) END)
      AS contact_interval_days_wealth,
    max(CASE WHEN value_key = 'contact.interval_days.maintained' THEN CAST(value AS INTEGER) END)
      AS contact_interval_days_maintained,
    max(CASE WHEN value_key = 'contact.ideal_share' THEN CAST(value AS DECIMAL(9, 6)) END)
      AS contact_ideal_share,
    max(CASE WHEN value_key = 'fund.open_notice_days' THEN CAST(value AS INTEGER) END)
      AS fund_open_notice_days,
    max(CASE WHEN value_key = 'fund.nav_monthly_day' THEN CAST(value AS INTEGER) END)
      AS fund_nav_monthly_day,
    max(CASE WHEN value_key = 'fund.abnormal_move_share' THEN CAST(value AS DECIMAL(9, 6)) END)
      AS fund_abnormal_move_share,
    max(CASE WHEN value_key = 'fund.target_notice_days' THEN CAST(value AS INTEGER) END)
      AS fund_target_notice_days,
    max(CASE WHEN value_key = 'insurance.dividend_notice_days' THEN CAST(value AS INTEGER) END)
      AS insurance_dividend_notice_days,
    max(CASE WHEN value_key = 'insurance.expiry_lead_days' THEN CAST(value AS INTEGER) END)
      AS insurance_expiry_lead_days,
    max(CASE WHEN value_key = 'wealth.maturity_lead_days' THEN CAST(value AS INTEGER) END)
      AS wealth_maturity_lead_days,
    max(CASE WHEN value_key = 'loan.arrears_days' THEN CAST(value AS INTEGER) END)
      AS loan_arrears_days,
    max(CASE WHEN value_key = 'loan.arrears_notice_days' THEN CAST(value AS INTEGER) END)
      AS loan_arrears_notice_days,
    max(CASE WHEN value_key = 'deposit.rate_notice_days' THEN CAST(value AS INTEGER) END)
      AS deposit_rate_notice_days,
    max(CASE WHEN value_key = 'birthday.lead_days' THEN CAST(value AS INTEGER) END)
      AS birthday_lead_days
  FROM institution_value
  GROUP BY institution_id
)
SELECT
  i.institution_id,
  CAST(coalesce(o.attrition_min_assets, $attrition_min_assets) AS DECIMAL(20, 2)) AS attrition_min_assets,
  CAST(coalesce(o.attrition_drop_share, $attrition_drop_share) AS DECIMAL(9, 6)) AS attrition_drop_share,
  CAST(coalesce(o.attrition_outflow_share, $attrition_outflow_share) AS DECIMAL(9, 6)) AS attrition_outflow_share,
  CAST(coalesce(o.attrition_silence_days, $attrition_silence_days) AS INTEGER) AS attrition_silence_days,
  CAST(coalesce(o.attrition_payroll_dormant_days, $attrition_payroll_dormant_days) AS INTEGER) AS attrition_payroll_dormant_days,
  CAST(coalesce(o.attrition_retain_days, $attrition_retain_days) AS INTEGER) AS attrition_retain_days,
  CAST(coalesce(o.contact_interval_days_private, $contact_interval_days_private) AS INTEGER) AS contact_interval_days_private,
  CAST(coalesce(o.contact_interval_days_wealth, $contact_interval_days_wealth) AS INTEGER) AS contact_interval_days_wealth,
  CAST(coalesce(o.contact_interval_days_maintained, $contact_interval_days_maintained) AS INTEGER) AS contact_interval_days_maintained,
  CAST(coalesce(o.contact_ideal_share, $contact_ideal_share) AS DECIMAL(9, 6)) AS contact_ideal_share,
  CAST(coalesce(o.fund_open_notice_days, $fund_open_notice_days) AS INTEGER) AS fund_open_notice_days,
  CAST(coalesce(o.fund_nav_monthly_day, $fund_nav_monthly_day) AS INTEGER) AS fund_nav_monthly_day,
  CAST(coalesce(o.fund_abnormal_move_share, $fund_abnormal_move_share) AS DECIMAL(9, 6)) AS fund_abnormal_move_share,
  CAST(coalesce(o.fund_target_notice_days, $fund_target_notice_days) AS INTEGER) AS fund_target_notice_days,
  CAST(coalesce(o.insurance_dividend_notice_days, $insurance_dividend_notice_days) AS INTEGER) AS insurance_dividend_notice_days,
  CAST(coalesce(o.insurance_expiry_lead_days, $insurance_expiry_lead_days) AS INTEGER) AS insurance_expiry_lead_days,
  CAST(coalesce(o.wealth_maturity_lead_days, $wealth_maturity_lead_days) AS INTEGER) AS wealth_maturity_lead_days,
  CAST(coalesce(o.loan_arrears_days, $loan_arrears_days) AS INTEGER) AS loan_arrears_days,
  CAST(coalesce(o.loan_arrears_notice_days, $loan_arrears_notice_days) AS INTEGER) AS loan_arrears_notice_days,
  CAST(coalesce(o.deposit_rate_notice_days, $deposit_rate_notice_days) AS INTEGER) AS deposit_rate_notice_days,
  CAST(coalesce(o.birthday_lead_days, $birthday_lead_days) AS INTEGER) AS birthday_lead_days
FROM institution AS i
LEFT JOIN own AS o ON i.institution_id = o.institution_id
