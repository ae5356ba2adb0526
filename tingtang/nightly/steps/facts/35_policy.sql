-- The values in force at each institution: the manual's, or what the institution or one above it has tightened.
-- A customer's duties follow the values of the manager's institution. The tiers are the same in the whole province:
-- every outlet must know a customer by the same tier (A27).
-- grain: institution_id
-- reads: institution, institution_value
SELECT
  i.institution_id,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.min_assets' THEN v.value END), CAST($attrition_min_assets AS VARCHAR)) AS DECIMAL(20, 2)) AS attrition_min_assets,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.drop_share' THEN v.value END), CAST($attrition_drop_share AS VARCHAR)) AS DECIMAL(9, 6)) AS attrition_drop_share,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.outflow_share' THEN v.value END), CAST($attrition_outflow_share AS VARCHAR)) AS DECIMAL(9, 6)) AS attrition_outflow_share,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.silence_days' THEN v.value END), CAST($attrition_silence_days AS VARCHAR)) AS INTEGER) AS attrition_silence_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.payroll_dormant_days' THEN v.value END), CAST($attrition_payroll_dormant_days AS VARCHAR)) AS INTEGER) AS attrition_payroll_dormant_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'attrition.retain_days' THEN v.value END), CAST($attrition_retain_days AS VARCHAR)) AS INTEGER) AS attrition_retain_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'contact.interval_days.private' THEN v.value END), CAST($contact_interval_days_private AS VARCHAR)) AS INTEGER) AS contact_interval_days_private,
  CAST(coalesce(max(CASE WHEN v.value_key = 'contact.interval_days.wealth' THEN v.value END), CAST($contact_interval_days_wealth AS VARCHAR)) AS INTEGER) AS contact_interval_days_wealth,
  CAST(coalesce(max(CASE WHEN v.value_key = 'contact.interval_days.maintained' THEN v.value END), CAST($contact_interval_days_maintained AS VARCHAR)) AS INTEGER) AS contact_interval_days_maintained,
  CAST(coalesce(max(CASE WHEN v.value_key = 'contact.ideal_share' THEN v.value END), CAST($contact_ideal_share AS VARCHAR)) AS DECIMAL(9, 6)) AS contact_ideal_share,
  CAST(coalesce(max(CASE WHEN v.value_key = 'fund.open_notice_days' THEN v.value END), CAST($fund_open_notice_days AS VARCHAR)) AS INTEGER) AS fund_open_notice_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'fund.nav_monthly_day' THEN v.value END), CAST($fund_nav_monthly_day AS VARCHAR)) AS INTEGER) AS fund_nav_monthly_day,
  CAST(coalesce(max(CASE WHEN v.value_key = 'fund.abnormal_move_share' THEN v.value END), CAST($fund_abnormal_move_share AS VARCHAR)) AS DECIMAL(9, 6)) AS fund_abnormal_move_share,
  CAST(coalesce(max(CASE WHEN v.value_key = 'fund.target_notice_days' THEN v.value END), CAST($fund_target_notice_days AS VARCHAR)) AS INTEGER) AS fund_target_notice_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'insurance.dividend_notice_days' THEN v.value END), CAST($insurance_dividend_notice_days AS VARCHAR)) AS INTEGER) AS insurance_dividend_notice_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'insurance.expiry_lead_days' THEN v.value END), CAST($insurance_expiry_lead_days AS VARCHAR)) AS INTEGER) AS insurance_expiry_lead_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'wealth.maturity_lead_days' THEN v.value END), CAST($wealth_maturity_lead_days AS VARCHAR)) AS INTEGER) AS wealth_maturity_lead_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'loan.arrears_days' THEN v.value END), CAST($loan_arrears_days AS VARCHAR)) AS INTEGER) AS loan_arrears_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'loan.arrears_notice_days' THEN v.value END), CAST($loan_arrears_notice_days AS VARCHAR)) AS INTEGER) AS loan_arrears_notice_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'deposit.rate_notice_days' THEN v.value END), CAST($deposit_rate_notice_days AS VARCHAR)) AS INTEGER) AS deposit_rate_notice_days,
  CAST(coalesce(max(CASE WHEN v.value_key = 'birthday.lead_days' THEN v.value END), CAST($birthday_lead_days AS VARCHAR)) AS INTEGER) AS birthday_lead_days
FROM institution AS i
LEFT JOIN institution_value AS v ON i.institution_id = v.institution_id
GROUP BY i.institution_id
